"""A customer who buys a teapot in a separate process: `python -m tests.lab.parts.buyer`."""

import django

if __name__ == "__main__":
    django.setup()

    from tests.orders import shop

    shop.buy({"TEAPOT": 1})
