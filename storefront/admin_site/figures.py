"""Figures on the home page of the admin: a number that links to its list."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from storefront.panels import Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number and the address of the list that it counts; `urgent` ones stand out."""

    label: str
    value: str | int
    url: str
    urgent: bool = False


def figures_panel(*, app: str, title: str, position: int, figures: Sequence[Figure]) -> Panel:
    """Return a panel of figures for `admin_home_panels`."""
    return Panel(
        app=app,
        title=title,
        template="admin/figures.html",
        context={"figures": figures},
        position=position,
    )


def list_url(model: str, **filters: str) -> str:
    """Return the address of a list of the admin; `model` is written as in "orders_order"."""
    url = reverse(f"admin:{model}_changelist")
    return f"{url}?{urlencode(filters)}" if filters else url
