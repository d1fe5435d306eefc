"""As much of a browser as a visitor without JavaScript needs: cookies, redirects, forms."""

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
    """A form of a page, with what its fields hold."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for one request; `statements` is 0 where the server counts none."""

    method: str
    path: str
    status: int
    location: str
    body: str
    statements: int


class Browser:
    """One visitor, with a connection and cookies of their own.

    `page` is what they see, `history` every answer up to it, redirects included.
    """

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection(HOST, port, timeout=60)
        self._cookies: dict[str, str] = {}
        self.history: list[Answer] = []

    @property
    def page(self) -> Answer:
        return self.history[-1]

    @property
    def cookies(self) -> str:
        """As they stand in the head of a request."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def close(self) -> None:
        self._connection.close()

    def open(self, path: str) -> None:
        """Go to a page, wherever it leads. Raises WrongAnswer unless that ends in a 200."""
        self._ask("GET", path)
        self._follow()

    def submit(self, action: str, **typed: str) -> None:
        """Send the form of this page that goes to `action`, as `open` goes to a page."""
        self._ask("POST", action, self.filled(action, **typed))
        self._follow()

    def filled(self, action: str, **typed: str) -> str:
        """What submitting the form would send. Raises WrongAnswer where a field is missing."""
        found = _Forms()
        found.feed(self.page.body)
        form = next((form for form in found.forms if form.action == action), None)
        if form is None or not typed.keys() <= form.fields.keys():
            raise WrongAnswer(f"{self.page.path} has no form to {action} with {', '.join(typed)}")
        return urlencode(form.fields | typed)

    def _follow(self) -> None:
        while self.page.location:
            self._ask("GET", self.page.location)
        if self.page.status != 200:
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
    """Collects the forms of a page, with what would be sent if nothing were typed."""

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
