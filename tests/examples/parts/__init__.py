"""Tests that run in processes in which an example is installed."""
