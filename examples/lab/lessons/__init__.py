"""The lessons of docs/lessons: read, run, and shown in the lab."""
