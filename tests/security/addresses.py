"""The addresses of the shop, read from the URL configuration."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One pattern. `name` includes the namespace; without a name it is the route."""

    name: str
    route: str
    pattern: URLPattern

    @property
    def parameters(self) -> list[str]:
        return list(self.pattern.pattern.regex.groupindex)


def addresses(resolver: Any = None, namespace: str = "", route: str = "") -> Iterator[Address]:
    """Yield every pattern below a resolver, by default the whole configuration."""
    for entry in (resolver or get_resolver()).url_patterns:
        whole = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, inner, whole)
        else:
            name = f"{namespace}{entry.name}" if entry.name else whole
            yield Address(name=name, route=whole, pattern=entry)
