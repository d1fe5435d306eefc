"""Tests make their rows with factories: there is one for every model."""

import pytest
from django.apps import apps
from django.conf import settings

from tests.accounts import factories as accounts
from tests.events import factories as events
from tests.inventory import factories as inventory
from tests.loyalty import factories as loyalty
from tests.making import made_by, models_of
from tests.notifications import factories as notifications
from tests.orders import factories as orders
from tests.storefront import factories as storefront

FACTORIES = [accounts, events, inventory, loyalty, notifications, orders, storefront]


@pytest.mark.django_db
def test_every_model_of_ours_has_a_factory() -> None:
    ours = {app for app in apps.get_app_configs() if _is_ours(app.path)}
    assert {app.label for app in ours} >= {"events", "inventory", "orders"}

    assert models_of(*(app.label for app in ours)) - made_by(*FACTORIES) == set()


def _is_ours(path: str) -> bool:
    inside = path.startswith(f"{settings.BASE_DIR}/")
    return inside and "site-packages" not in path
