"""What every template knows besides its own context."""

from django.conf import settings
from django.http import HttpRequest


def shop(request: HttpRequest) -> dict[str, object]:
    """`DEMO`, and `MAIL_PAGE_URL`, where the demo's mails can be read (may be empty)."""
    return {"DEMO": settings.DEMO, "MAIL_PAGE_URL": settings.MAIL_PAGE_URL}
