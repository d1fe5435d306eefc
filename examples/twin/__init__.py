"""The twin without signals: the same checkout, as functions that call one another.

`checkout` calls `stock`, `points`, `messages` and the `bank`, which do not call each other. The
twin shares neither code nor tables with the shop. docs/twin.md compares the two.
"""
