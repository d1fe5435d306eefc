"""The lessons of docs/lessons: parse, run and show them."""
