"""The price of decoupling: the same order with signals and with calls, and each promise alone.

`python -m bench.price` runs the shop and `examples.twin` in turns, in one process, without HTTP.
This package is also a plugin of the shop, with the signal whose promises are measured.
"""
