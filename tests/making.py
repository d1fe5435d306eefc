"""What the factories of the tests can make, and what they ought to be able to make."""

from collections.abc import Iterator
from inspect import isclass
from types import ModuleType

import factory
from django.apps import apps
from django.db import transaction
from django.db.models import Model


def models_of(*app_labels: str) -> set[type[Model]]:
    """Every model of these apps."""
    return {model for label in app_labels for model in apps.get_app_config(label).get_models()}


def made_by(*modules: ModuleType) -> set[type[Model]]:
    """The models of which the factories in these modules have just made a row each."""
    return {_made_by(each) for module in modules for each in _factories(module)}


def _made_by(each: type[factory.Factory[Model]]) -> type[Model]:
    with transaction.atomic():
        made = type(each.create())
        transaction.set_rollback(True)  # the next one begins in an empty shop, too
    return made


def _factories(module: ModuleType) -> Iterator[type[factory.Factory[Model]]]:
    for each in vars(module).values():
        if isclass(each) and issubclass(each, factory.Factory) and each._meta.model:
            yield each
