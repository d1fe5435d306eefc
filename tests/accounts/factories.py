"""Accounts for tests."""

import factory
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.test import Client
from factory.django import DjangoModelFactory

from accounts.groups import update_groups
from accounts.models import Address, LinkPurpose, LinkRequest, User

PASSWORD = "a lighthouse keeps time"


class UserFactory(DjangoModelFactory[User]):
    """A customer, who logs in with their e-mail address and PASSWORD.

    `permissions` are the codenames of permissions to grant.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"kim{n}@example.com")
    password = factory.django.Password(PASSWORD)
    permissions = factory.PostGeneration(
        lambda user, _create, codenames: (
            codenames
            and user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        )
    )


def client_with(*permissions: str, is_staff: bool = False) -> Client:
    """Return the client of a user with these permissions."""
    client = Client()
    client.force_login(UserFactory.create(permissions=permissions, is_staff=is_staff))
    return client


def group(name: str) -> Group:
    """Return a group of staff. Tests with transactions delete the groups of the migrations."""
    update_groups(app_config=apps.get_app_config("accounts"), apps=apps)
    return Group.objects.get(name=name)


class LinkRequestFactory(DjangoModelFactory[LinkRequest]):
    """A sign-up that waits for its confirmation."""

    class Meta:
        model = LinkRequest

    purpose = LinkPurpose.SIGN_UP
    email = factory.Sequence(lambda n: f"new{n}@example.com")
    password = factory.django.Password(PASSWORD)


class AddressFactory(DjangoModelFactory[Address]):
    """A saved address of a customer."""

    class Meta:
        model = Address

    customer = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Kim Winter {n}")
    address = "Lindenstraße 12"
    postcode = "10969"
    city = "Berlin"
    country = "DE"
