"""Requests that are partly right: an address, a method, values and headers, drawn at random."""

from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from tests.security.forms_of_pages import Values

HOSTILE = [
    "",
    "0",
    "-1",
    "-Infinity",
    "NaN",
    "1e400",
    "9" * 40,
    "2147483648",
    "9223372036854775808",
    "0x10",
    "\u0661",
    "a\0b",
    "\r\nX-Injected: 1",
    "\x1b[31m",
    "\u0130" * 100 + "@example.com",
    "\u017fam@example.com",
    "\u200b",
    "' OR 1=1 --",
    "%",
    "{{ 7 }}",
    "<script>",
    "../../etc/passwd",
    "//evil.example/",
    "javascript:alert(1)",
    "[]",
    "{}",
    "null",
    "on",
    "2024-02-30",
    "0001-01-01",
    "9999-12-31T23:59:59",
    "a" * 300,
    "x" * 10_000,
    "https://[",
    "00000000-0000-0000-0000-000000000000",
]
# Names that no link or form of a page shows.
PARAMETERS = (
    *("q", "page", "next", "after", "before", "seen", "show", "redeem"),
    *("o", "p", "e", "all", "_popup", "_to_field", "_changelist_filters"),
    *("id__in", "term", "date_hierarchy"),
)
HEADERS = {
    "HX-Request": ["true"],
    "HX-Target": ["order-panels", "waterfall", "main"],
    "HX-Current-URL": ["http://testserver/"],
    "Referer": ["http://testserver/orders/"],
    "Origin": ["http://testserver", "null"],
    "Accept": ["application/json", "*/*"],
    "Accept-Language": ["de", "en-gb;q=x"],
    "Accept-Encoding": ["gzip", "br;q=x"],
    "If-None-Match": ['"x"', "*"],
    "If-Modified-Since": ["Sat, 29 Oct 1994 19:43:31 GMT"],
    "Range": ["bytes=0-0", "bytes=9-1"],
    "X-Request-ID": ["0123456789abcdef"],
    "X-Forwarded-For": ["192.0.2.1", "2001:db8::1"],
    "X-Forwarded-Proto": ["https"],
    "Host": ["testserver", "evil.example", "a b"],
    "Cookie": ["sessionid=x", "csrftoken=x", "messages=x; sessionid="],
    "Authorization": ["Basic eDp5"],
    "User-Agent": [""],
}
FORM = "application/x-www-form-urlencoded"
CONTENT_TYPES = [FORM, FORM, FORM, "multipart/form-data; boundary=x", "application/json", ""]
CONTENT_TYPES += [f"{FORM}; charset=ISO-8859-1", f"{FORM}; charset=nonsense", "text/plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address with its path, and the fields and parameters that its page shows."""

    name: str
    path: str
    fields: Values
    parameters: Values
    files: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One request."""

    target: str
    visitor: str
    method: str
    path: str
    query: str
    content_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


_anything = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.integers().map(str),
    st.floats().map(str),
    st.uuids().map(str),
    st.datetimes().map(str),
)
_header_values = st.one_of(
    st.sampled_from([text for text in HOSTILE if text.isascii() and text.isprintable()]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
)


@st.composite
def inputs(draw: st.DrawFn, targets: list[Target], visitors: list[str]) -> Input:
    """Return a request in which some values are right and some are not."""
    target = draw(st.sampled_from(targets))
    known = {**{name: {""} for name in PARAMETERS}, **target.parameters, **target.fields}
    query = draw(_pairs(known, most=3))
    content_type = draw(st.sampled_from(CONTENT_TYPES))
    form = draw(_pairs(target.fields, most=len(target.fields)))
    names = draw(st.lists(st.sampled_from(sorted(HEADERS)), max_size=3, unique=True))
    return Input(
        target=target.name,
        visitor=draw(st.sampled_from(visitors)),
        method=draw(st.sampled_from(["GET", "POST", "POST", "HEAD", "PUT", "OPTIONS"])),
        path=draw(_paths(target.path)),
        query=draw(st.sampled_from([urlencode(query), quote(str(query)), "%ff=%fe"])),
        content_type=content_type,
        body=_body(form, target.files, content_type),
        headers={
            name: draw(st.one_of(st.sampled_from(HEADERS[name]), _header_values)) for name in names
        },
    )


@st.composite
def _pairs(draw: st.DrawFn, known: Values, most: int) -> list[tuple[str, str]]:
    if not known:
        return []
    names = draw(st.lists(st.sampled_from(sorted(known)), max_size=most))
    return [
        (name, draw(st.one_of(st.sampled_from(sorted(known[name])), _anything))) for name in names
    ]


@st.composite
def _paths(draw: st.DrawFn, path: str) -> str:
    """Return the path, at times with one of its parts replaced."""
    parts = path.split("/")
    if draw(st.integers(0, 4)) == 0:
        parts[draw(st.integers(1, len(parts) - 1))] = quote(draw(_anything), safe="")
    return "/".join(parts)


def _body(form: list[tuple[str, str]], files: frozenset[str], content_type: str) -> bytes:
    if not content_type.startswith("multipart"):
        return urlencode(form).encode()
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{quote(name)}"'
        f"{'; filename=a.csv' if name in files else ''}\r\n\r\n{value}\r\n"
        for name, value in form
    ]
    return ("".join(parts) + "--x--\r\n").encode()
