"""Measure the pages of the event explorer against a page of the catalogue."""
