"""`python -m bench.post.burst COUNT`: publish parcels with COUNT deliveries in one transaction."""

import sys

import django

django.setup()

from bench.post.signals import ParcelPosted, parcel_posted  # noqa: E402  # the apps must be ready
from events.api import unit_of_work  # noqa: E402
from events.registry import registry  # noqa: E402

if __name__ == "__main__":
    with unit_of_work():
        for number in range(int(sys.argv[1]) // len(list(registry.of(parcel_posted.name)))):
            parcel_posted.publish(ParcelPosted(number=number))
