"""Attempts for tests of rate limits, pages of text, and imports."""

from typing import Any

import factory
from django.conf import settings
from django.contrib.flatpages.models import FlatPage
from factory.django import DjangoModelFactory

from storefront.models import Attempt, Import


class AttemptFactory(DjangoModelFactory[Attempt]):
    """An attempt of a new subject, just now."""

    class Meta:
        model = Attempt

    subject = factory.Sequence(lambda n: f"{n:064}")


class FlatPageFactory(DjangoModelFactory[FlatPage]):
    """A page that staff added; the footer does not link to it."""

    class Meta:
        model = FlatPage

    url = "/size-guide/"
    title = "Size guide"
    content = "Mugs come in three sizes."

    @classmethod
    def _create(cls, model_class: type[FlatPage], *args: Any, **kwargs: Any) -> FlatPage:
        page: FlatPage = super()._create(model_class, *args, **kwargs)
        page.sites.add(settings.SITE_ID)
        return page


class ImportFactory(DjangoModelFactory[Import]):
    """A file that no worker has checked yet."""

    class Meta:
        model = Import

    resource = "inventory.resources.ProductResource"
    file_name = "products.csv"
    file = b"sku,price\nTALL-MUG,12.50"
