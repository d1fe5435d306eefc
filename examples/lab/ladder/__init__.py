"""The ladder: one scenario on each rung, under six faults, run for real.

The scenario is an order row, points and an e-mail. Every case runs in a process of its own, which
is killed if the fault requires it. What exists afterwards is counted.
"""
