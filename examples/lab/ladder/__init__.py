"""The ladder: one scenario on six rungs, each under six troubles, run for real.

An order row, points, an e-mail. Every case runs in a process of its own, which is killed where
the trouble says so; what there is afterwards is counted and not written down by hand.
"""
