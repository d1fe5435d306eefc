"""Attempts for tests of rate limits."""

import factory
from factory.django import DjangoModelFactory

from storefront.models import Attempt


class AttemptFactory(DjangoModelFactory[Attempt]):
    """An attempt of a new subject, just now."""

    class Meta:
        model = Attempt

    subject = factory.Sequence(lambda n: f"{n:064}")
