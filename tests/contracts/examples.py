"""Payload types, and payloads made from a schema: each value that it allows at least once."""

from collections.abc import Mapping, Sequence
from dataclasses import field, make_dataclass
from itertools import chain
from typing import Any

type Schema = Mapping[str, Any]

_TEXTS: Mapping[str | None, Sequence[str]] = {
    None: ["Ada", ""],
    "uuid": ["01890000-0000-7000-8000-00000000f00d"],
    "date-time": ["2026-02-03T04:05:06Z", "2026-02-03T04:05:06.789012+02:00"],
}
_DECIMALS = ["19.70", "-8.42", "0"]
_PLAIN: Mapping[str, Sequence[Any]] = {
    "integer": [7, -1],
    "number": [0.5],
    "boolean": [True, False],
    "null": [None],
}


def parcel_sent(**fields: Any) -> type:
    """Return a payload type `ParcelSent`; a tuple is a type and its default."""
    declared = [
        (name, kind[0], field(default=kind[1])) if isinstance(kind, tuple) else (name, kind)
        for name, kind in fields.items()
    ]
    return make_dataclass("ParcelSent", declared, frozen=True, kw_only=True, module="post.signals")


def examples_of(schema: Schema) -> list[Any]:
    """Values that fit the schema: every choice, every optional field with and without."""
    return _of(schema, schema)


def _of(part: Schema, root: Schema) -> list[Any]:
    if "$ref" in part:
        return _of(root["$defs"][part["$ref"].rpartition("/")[2]], root)
    if "anyOf" in part:
        return list(chain.from_iterable(_of(each, root) for each in part["anyOf"]))
    if "const" in part or "enum" in part:
        return list(part.get("enum", [part.get("const")]))
    kind = part["type"]
    if kind == "object":
        return _objects(part, root)
    if kind == "array":
        return [[], *([item] for item in _of(part["items"], root))]
    if kind == "string":
        return list(_DECIMALS if "pattern" in part else _TEXTS[part.get("format")])
    return list(_PLAIN[kind])


def _objects(part: Schema, root: Schema) -> list[dict[str, Any]]:
    choices = {name: _of(field, root) for name, field in part["properties"].items()}
    most = max(map(len, choices.values()), default=1)
    whole = [
        {name: values[turn % len(values)] for name, values in choices.items()}
        for turn in range(most)
    ]
    bare = {name: value for name, value in whole[0].items() if name in part.get("required", ())}
    return whole if bare == whole[0] else [*whole, bare]
