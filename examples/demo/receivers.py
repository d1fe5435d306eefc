"""Panels that the demo adds to the pages of the shop."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from examples.demo.accounts import ACCOUNTS
from storefront.panels import FooterPanels, HintPanels, Panel


def show_hint(*, question: HintPanels, **kwargs: object) -> Sequence[Panel]:
    """Explain the demo on the home page; offer its accounts on the login page."""
    if question.path == reverse("login"):
        return [_panel("Demo accounts", "demo/_accounts.html", accounts=ACCOUNTS)]
    if question.path == "/":
        return [_panel("About this demo", "demo/_hint.html")]
    return ()


def show_explorer_links(*, question: FooterPanels, **kwargs: object) -> Sequence[Panel]:
    """Show links to the event explorer, the e-mails and the style page in the footer."""
    return [_panel("Behind the scenes", "demo/_footer.html")]


def _panel(title: str, template: str, **context: object) -> Panel:
    context["mail_page_url"] = settings.MAIL_PAGE_URL
    return Panel(app="demo", title=title, template=template, context=context)
