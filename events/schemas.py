"""The contracts of the events: a JSON Schema for each version of each, in `docs/contracts`.

The present version's file follows the code as long as whatever was written can still be read
(`events.compatibility` says what that means). The files of older versions never change: they
say what may still wait in the journal, and what an upcaster has to be able to read. The shop's
own apps have contracts here; what plugins add is theirs to keep.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from events.catalogue import core_signals
from events.compatibility import Schema, breaks
from events.event_signal import EventSignal
from events.payloads import adapter_for

_DECIMAL = r"^-?\d+(\.\d+)?(E[+-]?\d+)?$"


def folder() -> Path:
    return Path(settings.BASE_DIR) / "docs" / "contracts"


def path_of(name: str, version: int) -> Path:
    """The file of one version of the event `name`, as in `orders.order_placed`."""
    return folder() / f"{name}.v{version}.json"


def schema_of(signal: EventSignal[Any]) -> Schema:
    """The JSON Schema (2020-12) of what the journal holds of the signal's present version."""
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": f"urn:signal-shop:{signal.name}:{signal.version}",
        **shape_of(signal.event_type),
    }


def shape_of(event_type: type) -> Schema:
    """The JSON Schema of a payload type, for itself.

    A field with a default is not required: what was written before the field was added has
    none. `x-personal` marks what is about a person.
    """
    shape = adapter_for(event_type).json_schema(mode="serialization", schema_generator=_Generator)
    nested = shape.pop("$defs", {})
    for part in (shape, *nested.values()):
        if "description" in part:
            part["description"] = " ".join(part["description"].partition("\n\n")[0].split())
    said_first: dict[str, Any] = {
        key: shape.pop(key) for key in ("title", "description") if key in shape
    }
    return {**said_first, **shape, **({"$defs": nested} if nested else {})}


def kept(name: str, version: int) -> Schema:
    """The schema of a version as it is kept; raises FileNotFoundError if it is not."""
    schema: Schema = json.loads(path_of(name, version).read_text(encoding="utf-8"))
    return schema


def outdated() -> Mapping[Path, str]:
    """The files that differ from the code, and what they would have to say."""
    texts = {path_of(s.name, s.version): _text(schema_of(s)) for s in core_signals()}
    return {
        path: text
        for path, text in texts.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }


def broken() -> Iterator[str]:
    """What writing the files would hide: each with what to do about it."""
    signals = {signal.name: signal for signal in core_signals()}
    for signal in signals.values():
        yield from _changes(signal)
        for version in range(1, signal.version):
            if not path_of(signal.name, version).exists():
                yield (
                    f"{signal.name} was once at version {version}, and its contract is gone: "
                    f"restore {path_of(signal.name, version).name} from the history."
                )
    for file in sorted(folder().glob("*.v*.json")):
        name, _, number = file.name.removesuffix(".json").rpartition(".v")
        if name.partition(".")[0] not in apps.app_configs:
            continue  # an app that is not installed has its contracts all the same
        if name not in signals:
            yield (
                f"{name} is declared no more, but has a contract. If none of it can wait in "
                f"any journal, delete {file.name}; otherwise declare the signal again."
            )
        elif int(number) > signals[name].version:
            yield (
                f"{name} is at version {signals[name].version} and was once at {number}: "
                f"versions only rise, so declare it with version={int(number) + 1}."
            )


def _changes(signal: EventSignal[Any]) -> Iterator[str]:
    """What of the present version, as it was kept, the code cannot read."""
    if not path_of(signal.name, signal.version).exists():
        return
    found = list(breaks(kept(signal.name, signal.version), schema_of(signal)))
    if found:
        yield (
            f"{signal.name} cannot read what was written at version {signal.version}: "
            f"{'; '.join(found)}. Declare it in {signal.event_type.__module__} with "
            f"version={signal.version + 1} and an upcaster from {signal.version}, "
            "or undo the change."
        )


def _text(schema: Schema) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


class _Generator(GenerateJsonSchema):
    """As the journal has it: decimals are strings of a certain form; no titles to be guessed."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        return {"type": "string", "pattern": _DECIMAL}

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False
