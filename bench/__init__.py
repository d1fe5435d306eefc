"""The benchmark of the shop: `make bench`, or `python -m bench`; see README.md."""
