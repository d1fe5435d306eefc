"""`python -m bench.post.burst COUNT`: publish parcels with COUNT deliveries in one transaction."""

import sys

import django

django.setup()

from bench.post.signals import ParcelPosted, parcel_posted
from events.api import unit_of_work
from events.registry import registry

if __name__ == "__main__":
    with unit_of_work():
        for number in range(int(sys.argv[1]) // len(list(registry.of(parcel_posted.name)))):
            parcel_posted.publish(ParcelPosted(number=number))
