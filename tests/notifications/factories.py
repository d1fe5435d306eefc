"""Messages, preferences and alerts, and the events of inventory and loyalty."""

import factory
from django.contrib.auth.models import Permission
from factory.django import DjangoModelFactory
from uuid_utils.compat import uuid7

from inventory.signals import StockDepleted, StockLow, StockReplenished
from loyalty.signals import PointsAwarded, TierReached
from notifications.models import EmailPreference, Message, MessageType, StockAlert
from tests.accounts.factories import UserFactory
from tests.order_events import ORDER_ID


class StaffFactory(UserFactory):
    """A staff member who manages the stock."""

    is_staff = True

    permissions = factory.PostGeneration(
        lambda user, _create, codenames: user.user_permissions.set(
            Permission.objects.filter(codename__in=codenames or ["change_stock"])
        )
    )


class MessageFactory(DjangoModelFactory[Message]):
    """An unread message in a customer's inbox, whose e-mail has not been sent."""

    class Meta:
        model = Message

    type = MessageType.SHIPPED
    recipient = factory.SubFactory(UserFactory)
    email = factory.SelfAttribute("recipient.email")
    wants_email = True
    subject = factory.Sequence(lambda n: f"Order S-{n} is on its way")
    context = factory.LazyFunction(lambda: {"number": "S-1", "tracking_number": "PP-4711"})
    event_id = factory.LazyFunction(uuid7)


class EmailPreferenceFactory(DjangoModelFactory[EmailPreference]):
    """A customer who does not want e-mails about points."""

    class Meta:
        model = EmailPreference

    user = factory.SubFactory(UserFactory)
    type = MessageType.POINTS
    by_email = False


class StockAlertFactory(DjangoModelFactory[StockAlert]):
    """A guest who is waiting for the brass telescope."""

    class Meta:
        model = StockAlert

    sku = "BRASS-TELESCOPE"
    email = factory.Sequence(lambda n: f"stargazer{n}@example.com")


class PointsAwardedFactory(factory.Factory[PointsAwarded]):
    class Meta:
        model = PointsAwarded

    customer_id = 1
    order_id = ORDER_ID
    points = 159
    balance = 420
    tier = "Silver"


class TierReachedFactory(factory.Factory[TierReached]):
    class Meta:
        model = TierReached

    customer_id = 1
    tier = "Gold"


class StockLowFactory(factory.Factory[StockLow]):
    class Meta:
        model = StockLow

    sku = "TEAPOT"
    name = "Stoneware teapot"
    available = 3
    threshold = 5


class StockDepletedFactory(factory.Factory[StockDepleted]):
    class Meta:
        model = StockDepleted

    sku = "BRASS-TELESCOPE"
    name = "Brass telescope"


class StockReplenishedFactory(factory.Factory[StockReplenished]):
    class Meta:
        model = StockReplenished

    sku = "BRASS-TELESCOPE"
    slug = "brass-telescope"
    name = "Brass telescope"
    available = 4
