"""Find changes of a payload's shape that break stored events.

Compare two JSON Schemas of the same version, the committed one and the current one. Payloads are
stored as they were published, so each that fits the committed schema must fit the current one.

Compatible within a version: a new field with a default; a type that allows more than before
(`int` to `int | None`, a `Literal` with one more value); another name of a nested class; another
docstring; another order of fields.

Breaking, so that a new version with an upcaster is needed: a field that is removed, renamed, or
new without a default; a type that changed or allows less; a default that changed or was removed.

A schema cannot show a change of meaning, such as cents that become euros: raise the version for
such a change as well.
"""

from collections.abc import Iterator, Mapping
from typing import Any

type Schema = Mapping[str, Any]

# Descriptions, and keywords that are compared below; any other keyword must not change.
_DESCRIPTIVE = {"$schema", "$id", "$defs", "title", "description", "default", "x-personal"}
_COMPARED = {"type", "enum", "const", "anyOf", "properties", "required", "items", "prefixItems"}


def breaks(committed: Schema, current: Schema) -> Iterator[str]:
    """Yield one sentence for each field that the current schema cannot read."""
    yield from _values(_inlined(committed, committed), _inlined(current, current), "the payload")


def _inlined(part: Any, root: Schema) -> Any:
    """Return the schema with every reference replaced by its target."""
    if isinstance(part, list):
        return [_inlined(each, root) for each in part]
    if not isinstance(part, dict):
        return part
    inlined = {key: _inlined(value, root) for key, value in part.items() if key != "$defs"}
    if "$ref" not in part:
        return inlined
    target = _inlined(root["$defs"][part["$ref"].rpartition("/")[2]], root)
    return {**target, **{key: value for key, value in inlined.items() if key != "$ref"}}


def _values(committed: Schema, current: Schema, at: str) -> Iterator[str]:
    """Compare alternatives: each one that was allowed must fit one that is allowed now."""
    for was in committed.get("anyOf", [committed]):
        found = [list(_kind(was, now, at)) for now in current.get("anyOf", [current])]
        yield from min(found, key=len)


def _kind(was: Schema, now: Schema, at: str) -> Iterator[str]:
    is_wider_number = (was.get("type"), now.get("type")) == ("integer", "number")
    if now.get("type") not in (None, was.get("type")) and not is_wider_number:
        yield f"{at} could be {_type(was)} and must be {_type(now)}"
        return
    yield from _choices(was, now, at)
    yield from _fields(was, now, at)
    yield from _items(was, now, at)
    for keyword in sorted(now.keys() - _DESCRIPTIVE - _COMPARED):
        if was.get(keyword) != now[keyword]:
            before = f"{was[keyword]!r}" if keyword in was else "anything"
            yield f"{at} could have as its {keyword} {before} and must have {now[keyword]!r}"


def _type(schema: Schema) -> str:
    return str(schema.get("type", "anything"))


def _choices(was: Schema, now: Schema, at: str) -> Iterator[str]:
    before, after = _allowed(was), _allowed(now)
    if after is None:
        return
    if before is None:
        yield f"{at} could be any {_type(was)} and must be one of {after}"
        return
    for gone in (value for value in before if value not in after):
        yield f"{at} could be {gone!r} and no longer may be"


def _allowed(schema: Schema) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _fields(was: Schema, now: Schema, at: str) -> Iterator[str]:
    before, after = was.get("properties", {}), now.get("properties", {})
    had, has = set(was.get("required", ())), set(now.get("required", ()))
    for name in {**before, **after}:
        where = name if at == "the payload" else f"{at}.{name}"
        if name not in after:
            yield f"{where} was removed"
        elif name not in before:
            if name in has:
                yield f"{where} is new and has no default"
        else:
            yield from _values(before[name], after[name], where)
            if name not in had and name in has:
                yield f"{where} lost its default"
            elif name not in had and before[name].get("default") != after[name].get("default"):
                yield f"{where} has a different default"


def _items(was: Schema, now: Schema, at: str) -> Iterator[str]:
    if "items" in was and "items" in now:
        yield from _values(was["items"], now["items"], f"{at}[]")
    before, after = was.get("prefixItems", []), now.get("prefixItems", [])
    if len(before) != len(after):
        yield f"{at} had {len(before)} fixed items and has {len(after)}"
    for place, (one, other) in enumerate(zip(before, after, strict=False)):
        yield from _values(one, other, f"{at}[{place}]")
