"""Panels: parts that other apps and plugins add to a page of the shop.

A page asks a question, and every receiver answers with panels. Apps declare questions for
their own pages in `signals.py`; the questions of the base template are declared here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from events.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A template of the answering app and its context, rendered inside another app's page."""

    app: str
    title: str
    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage:
    """The fields of the questions that are asked for every page.

    `viewer_id` is the signed-in user's id, `None` for a visitor; `path` is the page's own path.
    """

    viewer_id: int | None
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderPanels(AboutPage):
    """Collect the entries for the navigation in a page's header.

    Asked: once for every page that extends `base.html`. `viewer_id` is the signed-in user's
    id, `None` for a visitor; `path` is the page's own path.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class HintPanels(AboutPage):
    """Collect the hints between a page's header and its content.

    Asked: once for every page that extends `base.html`.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class FooterPanels(AboutPage):
    """Collect the columns of a page's footer.

    Asked: once for every page that extends `base.html`.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminHomePanels:
    """Collect the panels for the home page of the admin: what there is to do, and sales.

    Asked: once for the home page of the admin. `permissions` are those of the member of staff,
    such as `orders.view_order`: answer with nothing that they do not cover. Panels with a low
    `position` come first.
    """

    permissions: frozenset[str]


header_panels = Question(HeaderPanels, Panel)
hint_panels = Question(HintPanels, Panel)
footer_panels = Question(FooterPanels, Panel)
admin_home_panels = Question(AdminHomePanels, Panel)
