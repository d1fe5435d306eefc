"""Faults: stored in a table, cached for every process, injected where receivers run."""
