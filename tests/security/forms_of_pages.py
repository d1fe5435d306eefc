"""The fields and parameters that pages offer, read from their HTML."""

from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

type Values = dict[str, set[str]]

FIELDS = {"input", "select", "textarea", "button"}


class PageReader(HTMLParser):
    """Collect the names of fields with their values, the file fields, and query parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: Values = {}
        self.files: set[str] = set()
        self.parameters: Values = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag in FIELDS and name:
            if given.get("type") == "file":
                self.files.add(name)
            self.fields.setdefault(name, set()).add(given.get("value", ""))
            self._select = name if tag == "select" else self._select
        if tag == "option" and self._select:
            self.fields[self._select].add(given.get("value", ""))
        if tag == "a":
            for parameter, value in parse_qsl(urlsplit(given.get("href", "")).query):
                self.parameters.setdefault(parameter, set()).add(value)


def read_page(html: str) -> PageReader:
    reader = PageReader()
    reader.feed(html)
    return reader
