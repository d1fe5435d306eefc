"""The twin without signals: the same checkout, as functions that call one another.

`checkout` calls `baskets`, `prices`, `stock`, `points`, `messages` and the `bank`. These do not
call each other; only `prices` asks `points` what points are worth. The twin shares neither code nor
tables with the shop. docs/twin.md compares the two.
"""
