"""What a change of a payload's shape breaks: can what was written still be read?

The question is asked of two JSON Schemas, the kept one and the present one, of the same
version. A payload waits in the journal as it was written, so every payload that fits the kept
schema has to fit the present one.

Compatible, and allowed within a version: a new field that has a default; a type that allows
more than before (`int` to `int | None`, a `Literal` with one more value, a literal to any
string); another name for a nested class; another docstring, another order of the fields.

Breaking, and in need of a new version with an upcaster: a field that is removed or renamed, or
is new without a default; a type that is another one or allows less; a default that is changed
or lost, since what was written without the field would mean something else.

What no schema can tell is a change of meaning (cents that become euros): raise the version for
that, too. And who reads the schemas outside this repository has to bear new fields and new
values within a version.
"""

from collections.abc import Iterator, Mapping
from typing import Any

type Schema = Mapping[str, Any]

# Said for people, or looked at by name below; everything else has to stay as it is, or go.
_SAID = {"$schema", "$id", "$defs", "title", "description", "default", "x-personal"}
_LOOKED_AT = {"type", "enum", "const", "anyOf", "properties", "required", "items", "prefixItems"}


def breaks(kept: Schema, present: Schema) -> Iterator[str]:
    """What keeps a payload of the kept schema from being read as the present one.

    One sentence for each field; none if everything can be read.
    """
    yield from _values(_inlined(kept, kept), _inlined(present, present), "the payload")


def _inlined(part: Any, root: Schema) -> Any:
    """The schema with every reference replaced by what it stands for."""
    if isinstance(part, list):
        return [_inlined(each, root) for each in part]
    if not isinstance(part, dict):
        return part
    inlined = {key: _inlined(value, root) for key, value in part.items() if key != "$defs"}
    if "$ref" not in part:
        return inlined
    target = _inlined(root["$defs"][part["$ref"].rpartition("/")[2]], root)
    return {**target, **{key: value for key, value in inlined.items() if key != "$ref"}}


def _values(kept: Schema, present: Schema, at: str) -> Iterator[str]:
    """Every kind of value that was allowed has to be allowed by one that is."""
    for was in kept.get("anyOf", [kept]):
        found = [list(_kind(was, now, at)) for now in present.get("anyOf", [present])]
        yield from min(found, key=len)


def _kind(was: Schema, now: Schema, at: str) -> Iterator[str]:
    if now.get("type") not in (None, was.get("type")) and not _is_wider_number(was, now):
        yield f"{at} could be {_type(was)} and has to be {_type(now)}"
        return
    yield from _choices(was, now, at)
    yield from _fields(was, now, at)
    yield from _items(was, now, at)
    for keyword in sorted(now.keys() - _SAID - _LOOKED_AT):
        if was.get(keyword) != now[keyword]:
            before = f"{was[keyword]!r}" if keyword in was else "anything"
            yield f"{at} could have as its {keyword} {before} and has to have {now[keyword]!r}"


def _is_wider_number(was: Schema, now: Schema) -> bool:
    return (was.get("type"), now.get("type")) == ("integer", "number")


def _type(schema: Schema) -> str:
    return str(schema.get("type", "anything"))


def _choices(was: Schema, now: Schema, at: str) -> Iterator[str]:
    before, after = _allowed(was), _allowed(now)
    if after is None:
        return
    if before is None:
        yield f"{at} could be any {_type(was)} and has to be one of {after}"
        return
    for gone in (value for value in before if value not in after):
        yield f"{at} could be {gone!r} and no longer can"


def _allowed(schema: Schema) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _fields(was: Schema, now: Schema, at: str) -> Iterator[str]:
    before, after = was.get("properties", {}), now.get("properties", {})
    had, has = set(was.get("required", ())), set(now.get("required", ()))
    for name, field in before.items():
        where = name if at == "the payload" else f"{at}.{name}"
        if name not in after:
            yield f"{where} is gone"
            continue
        yield from _values(field, after[name], where)
        if name not in had and name in has:
            yield f"{where} had a default and has none"
        elif name not in had and field.get("default") != after[name].get("default"):
            yield f"{where} has another default"
    for name in (name for name in after if name not in before and name in has):
        where = name if at == "the payload" else f"{at}.{name}"
        yield f"{where} is new and has no default"


def _items(was: Schema, now: Schema, at: str) -> Iterator[str]:
    if "items" in was and "items" in now:
        yield from _values(was["items"], now["items"], f"{at}[]")
    before, after = was.get("prefixItems", []), now.get("prefixItems", [])
    if len(before) != len(after):
        yield f"{at} had {len(before)} fixed items and has {len(after)}"
    for place, (one, other) in enumerate(zip(before, after, strict=False)):
        yield from _values(one, other, f"{at}[{place}]")
