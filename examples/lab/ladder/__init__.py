"""The ladder: one scenario on each rung, with and without trouble, in real processes.

The scenario is an order row, points and an e-mail. Every case runs in its own process, which is
killed if the trouble requires it. Afterwards the effects are counted.
"""
