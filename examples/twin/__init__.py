"""The twin without signals: the same checkout, as functions that call one another.

`checkout` calls `stock`, `points`, `messages` and the `bank`; they know nothing of each other.
It shares no code with the shop and has tables of its own. docs/twin.md compares the two.
"""
