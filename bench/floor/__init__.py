"""The least that Django can do: two views behind its default middleware.

The shop is compared with it. `python -m bench.floor` creates tables and rows in the database of
`DATABASE_URL`; then gunicorn serves it like the shop.
"""
