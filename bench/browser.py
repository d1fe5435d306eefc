"""A browser without JavaScript: cookies, redirects, forms."""

from collections.abc import Collection
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench.load import WrongAnswer
from bench.servers import HOST
from bench.statements import HEADER as STATEMENTS


@dataclass(slots=True)
class Form:
    """A form of a page with the values of its fields."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one request; `statements` is 0 if the server does not count them."""

    method: str
    path: str
    status: int
    location: str
    body: str
    statements: int


class Browser:
    """One visitor, with a separate connection and cookies.

    `page` is the open page, `history` all answers up to it, including redirects. A page with
    another status than those of `accepts` raises WrongAnswer.
    """

    def __init__(self, port: int, timeout: float = 60, accepts: Collection[int] = (200,)) -> None:
        self._accepts = accepts
        self._connection = HTTPConnection(HOST, port, timeout=timeout)
        self._cookies: dict[str, str] = {}
        self.history: list[Answer] = []

    @property
    def page(self) -> Answer:
        return self.history[-1]

    @property
    def cookies(self) -> str:
        """The value of the Cookie header."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def close(self) -> None:
        """Close the connection; the next request opens a new one."""
        self._connection.close()

    def open(self, path: str) -> None:
        """Open a page and follow redirects. Raise WrongAnswer unless they end with a 200."""
        self._ask("GET", path)
        self._follow()

    def submit(self, action: str, **typed: str) -> None:
        """Submit the form of this page with this `action`, and follow redirects."""
        self._ask("POST", action, self.filled(action, **typed))
        self._follow()

    def filled(self, action: str, **typed: str) -> str:
        """Return the body of a submission. Raise WrongAnswer if a field is missing."""
        found = _Forms()
        found.feed(self.page.body)
        form = next((form for form in found.forms if form.action == action), None)
        if form is None or not typed.keys() <= form.fields.keys():
            raise WrongAnswer(f"{self.page.path} has no form to {action} with {', '.join(typed)}")
        return urlencode(form.fields | typed)

    def _follow(self) -> None:
        while self.page.location:
            self._ask("GET", self.page.location)
        if self.page.status not in self._accepts:
            raise WrongAnswer(f"{self.page.method} {self.page.path}: {self.page.status}")

    def _ask(self, method: str, path: str, body: str = "") -> None:
        head = {"Cookie": self.cookies} if self._cookies else {}
        if method == "POST":
            head["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body or None, head)
        response = self._connection.getresponse()
        for line in response.headers.get_all("Set-Cookie", []):
            cookie = SimpleCookie(line)
            self._cookies |= {name: morsel.value for name, morsel in cookie.items()}
        self.history.append(
            Answer(
                method=method,
                path=path,
                status=response.status,
                location=response.headers.get("Location", ""),
                body=response.read().decode(),
                statements=int(response.headers.get(STATEMENTS, "0")),
            )
        )


class _Forms(HTMLParser):
    """Collect the forms of a page with their initial values."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.forms.append(Form(given.get("action") or ""))
        elif not self.forms:
            return
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.forms[-1].fields[self._select] = value
        elif tag == "input" and name and (given.get("type") != "radio" or "checked" in given):
            self.forms[-1].fields[name] = value
