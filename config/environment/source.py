"""SOURCE_URL: where the shop's code can be read, file by file."""

from urllib.parse import urlsplit

from config.environment.reading import refused, text

NAME = "SOURCE_URL"


def source_url() -> str:
    """An address that a file's path is added to, without a slash at its end; empty for none.

    Raises ImproperlyConfigured for what is no address of a page.
    """
    url = text(NAME).rstrip("/")
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise refused(NAME, f"{url!r} is no address.", "Say https://git.example/shop/blob/main.")
    return url
