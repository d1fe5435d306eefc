"""Messages, choices and subscriptions for tests."""

import factory
from factory.django import DjangoModelFactory
from uuid_utils.compat import uuid7

from notifications.models import Kind, Message, Preference, Subscription
from tests.accounts.factories import UserFactory


class StaffFactory(UserFactory):
    """Somebody who works in the shop."""

    is_staff = True


class MessageFactory(DjangoModelFactory[Message]):
    """An unread message in a customer's inbox, whose e-mail waits."""

    class Meta:
        model = Message

    kind = Kind.SHIPPED
    recipient = factory.SubFactory(UserFactory)
    email = factory.SelfAttribute("recipient.email")
    wants_email = True
    subject = factory.Sequence(lambda n: f"Order S-{n} is on its way")
    context = factory.LazyFunction(lambda: {"number": "S-1", "tracking_number": "PIGEON-7"})
    event_id = factory.LazyFunction(uuid7)


class PreferenceFactory(DjangoModelFactory[Preference]):
    """A customer who does not want the e-mail about points."""

    class Meta:
        model = Preference

    user = factory.SubFactory(UserFactory)
    kind = Kind.POINTS
    by_email = False


class SubscriptionFactory(DjangoModelFactory[Subscription]):
    """A guest who waits for the brass telescope."""

    class Meta:
        model = Subscription

    sku = "BRASS-TELESCOPE"
    email = factory.Sequence(lambda n: f"stargazer{n}@example.com")
