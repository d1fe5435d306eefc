"""Accounts for the tests of the frame."""

import factory
from factory.django import DjangoModelFactory

from accounts.models import User

PASSWORD = "a lighthouse keeps time"


class UserFactory(DjangoModelFactory[User]):
    """A customer, who logs in with their e-mail address and PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"kim{n}@example.com")
    password = factory.django.Password(PASSWORD)
