"""Tests that run in a process in which an example is installed."""
