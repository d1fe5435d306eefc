"""Faults: kept in a table, known to every process, striking where a receiver is run."""
