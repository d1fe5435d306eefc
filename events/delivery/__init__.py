"""Deliver durable events: claim, run, retry; the worker, the clock and their upkeep."""
