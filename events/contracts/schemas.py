"""The contracts of the events: one JSON Schema for each version, in `contracts/`.

The file of the current version follows the code as long as everything that was stored can still
be read (see `events.contracts.compatibility`). The files of older versions never change: stored
events may have them, and an upcaster must be able to read them.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from events.conf import conf
from events.contracts.compatibility import Schema, breaks
from events.payload import adapter_for
from events.registry import DeclaredSignal, registry

_DECIMAL = r"^-?\d+(\.\d+)?(E[+-]?\d+)?$"


def is_covered(name: str) -> bool:
    """Return whether contracts and catalogue cover the app of a signal or receiver."""
    return name.partition(".")[0] in apps.app_configs.keys() - set(conf.catalogue_exclude)


def covered_signals() -> list[DeclaredSignal]:
    """Return the signals of the covered apps, by name."""
    return [signal for name, signal in sorted(registry.signals.items()) if is_covered(name)]


def folder() -> Path:
    return conf.catalogue_dir / "contracts"


def path_of(name: str, version: int) -> Path:
    """Return the file of one version of a signal."""
    return folder() / f"{name}.v{version}.json"


def schema_of(signal: DeclaredSignal) -> Schema:
    """Return the JSON Schema (2020-12) of the payloads of a signal's current version."""
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": f"urn:events:{signal.name}:{signal.version}",
        **shape_of(signal.event_type),
    }


def shape_of(event_type: type) -> Schema:
    """Return the JSON Schema of a payload type.

    A field with a default is not required, because older payloads do not have it. `x-personal`
    marks personal data.
    """
    shape = adapter_for(event_type).json_schema(mode="serialization", schema_generator=_Generator)
    nested = shape.pop("$defs", {})
    for part in (shape, *nested.values()):
        if "description" in part:
            part["description"] = " ".join(part["description"].partition("\n\n")[0].split())
    first = {"title": shape.pop("title")}
    if "description" in shape:
        first["description"] = shape.pop("description")
    return {**first, **shape, **({"$defs": nested} if nested else {})}


def outdated() -> Mapping[Path, str]:
    """Return the files that differ from the code, with their current text."""
    texts = {path_of(s.name, s.version): _text(schema_of(s)) for s in covered_signals()}
    return {
        path: text
        for path, text in texts.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }


def broken() -> Iterator[str]:
    """Yield the changes that break stored events, each with its fix."""
    declared = {signal.name: signal for signal in covered_signals()}
    for signal in declared.values():
        yield from _changes(signal)
        for version in range(1, signal.version):
            if not path_of(signal.name, version).exists():
                yield (
                    f"{signal.name} was once at version {version}, and its contract is missing: "
                    f"restore {path_of(signal.name, version).name} from the history."
                )
    for file in sorted(folder().glob("*.v*.json")):
        name, _, number = file.name.removesuffix(".json").rpartition(".v")
        if name.partition(".")[0] not in apps.app_configs:
            continue  # the app is not installed
        if name not in declared:
            yield (
                f"{name} has a contract and is not declared. If no event log can contain it, "
                f"delete {file.name}; otherwise declare the signal again."
            )
        elif int(number) > declared[name].version:
            yield (
                f"{name} is at version {declared[name].version} and was at {number}: versions "
                f"only rise, so declare it with version={int(number) + 1}."
            )


def _changes(signal: DeclaredSignal) -> Iterator[str]:
    """Yield what the code can no longer read of the current version."""
    path = path_of(signal.name, signal.version)
    if not path.exists():
        return
    found = list(breaks(json.loads(path.read_text(encoding="utf-8")), schema_of(signal)))
    if found:
        yield (
            f"{signal.name} cannot read what was stored at version {signal.version}: "
            f"{'; '.join(found)}. Declare it in {signal.event_type.__module__} with "
            f"version={signal.version + 1} and an upcaster from {signal.version}, or undo the "
            "change. Then run `manage.py events_schemas` and commit the contracts."
        )


def _text(schema: Schema) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


class _Generator(GenerateJsonSchema):
    """Describe payloads as they are stored: decimals as strings, without generated titles."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        return {"type": "string", "pattern": _DECIMAL}

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False
