"""Accounts for the tests of the frame."""

import factory
from django.contrib.auth.models import User
from factory.django import DjangoModelFactory

PASSWORD = "a lighthouse keeps time"


class UserFactory(DjangoModelFactory[User]):
    """A customer, who logs in with their e-mail address and PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"kim{n}@example.com")
    username = factory.SelfAttribute("email")
    password = factory.django.Password(PASSWORD)
