"""The least that Django can do: two views behind its default middleware.

What the shop is measured against. `python -m bench.floor` makes the tables and rows in the
database of `DATABASE_URL`; then gunicorn serves it like the shop.
"""
