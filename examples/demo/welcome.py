"""The text that the terminal shows when the demo opens."""

from urllib.parse import urljoin

from django.conf import settings

from examples.demo.accounts import ACCOUNTS, PASSWORD


def welcome() -> str:
    """Return the shop's address, the page of its e-mails and the demo accounts."""
    lines = [f"\nSignal Shop is open: {settings.SITE_URL}/"]
    if settings.MAIL_PAGE_URL:
        lines.append(f"Its e-mails: {urljoin(settings.SITE_URL, settings.MAIL_PAGE_URL)}")
    lines += [
        f"  {account.role:<9} {account.email}  password: {PASSWORD}  ({account.description})"
        for account in ACCOUNTS
    ]
    return "\n".join([*lines, "Ctrl-C closes it.\n"])
