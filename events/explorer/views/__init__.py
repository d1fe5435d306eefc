"""The views of the explorer, one module for each page."""
