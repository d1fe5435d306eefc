"""What is said when the demo opens: where it is, where its mails are, who may come in."""

from urllib.parse import urljoin

from django.conf import settings

from config.demo.accounts import ACCOUNTS, PASSWORD


def welcome() -> str:
    """Some lines for the terminal."""
    lines = [f"\nSignal Shop is open: {settings.SITE_URL}/"]
    if settings.MAIL_PAGE_URL:
        lines.append(
            f"The mails that it sends: {urljoin(settings.SITE_URL, settings.MAIL_PAGE_URL)}"
        )
    lines += [
        f"  {account.role:<9} {account.email}  password: {PASSWORD}  ({account.may})"
        for account in ACCOUNTS
    ]
    return "\n".join([*lines, "Ctrl-C closes it.\n"])
