"""Create the tables and products of the floor in the database of `DATABASE_URL`."""

import os

import django
from django.core.management import call_command

from bench.workload import PIECES, PRODUCTS, product_name


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from bench.floor.models import Product  # models can be imported once Django is set up

    Product.objects.bulk_create(
        Product(name=product_name(number), price=10, stock=PIECES)
        for number in range(1, PRODUCTS + 1)
    )


main()
