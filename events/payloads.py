"""Events as JSON and back, strictly: what cannot be read back is never written.

An event is a frozen standard dataclass of ids and values. pydantic reads and writes it; it
is no base class of it, so that an app's `signals.py` needs nothing but the standard library
and the kernel.
"""

import dataclasses
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, get_args, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from events.contract import EventError, PersonalData, Undeliverable

type Payload = dict[str, Any]

_adapters: dict[type, TypeAdapter[Any]] = {}
_personal: dict[type, frozenset[str]] = {}


def check_event_type(event_type: type) -> None:
    """Refuse a payload type that could change after it was published, or cannot be JSON.

    Raises EventError with the fix.
    """
    parameters = getattr(event_type, "__dataclass_params__", None)
    if parameters is None or not parameters.frozen:
        raise EventError(
            f"{event_type.__qualname__} cannot be a payload: "
            "declare it with @dataclass(frozen=True, slots=True, kw_only=True)."
        )
    for part in _dataclasses_in(event_type):
        # Where pydantic looks for the settings of a standard dataclass.
        setattr(part, "__pydantic_config__", ConfigDict(extra="forbid", strict=True))  # noqa: B010  # mypy knows no such attribute


def adapter_for(event_type: type) -> TypeAdapter[Any]:
    """The reader and writer of one payload type, built on first use."""
    if event_type not in _adapters:
        check_event_type(event_type)
        _adapters[event_type] = TypeAdapter(event_type)
    return _adapters[event_type]


def encode(event: object) -> Payload:
    """The event as plain JSON values, after proof that it can be read back.

    Raises Undeliverable for a value that is not of the declared type, a naive datetime, or
    a value that comes back as another one.
    """
    adapter = adapter_for(type(event))
    name = type(event).__qualname__
    for path, moment in _datetimes_in(event):
        if moment.tzinfo is None:
            raise Undeliverable(
                f"{name}.{path} is a naive datetime; use django.utils.timezone.now()."
            )
    try:
        raw = adapter.dump_json(event, warnings="error")
        read_back = adapter.validate_json(raw)
    except (PydanticSerializationError, ValidationError) as error:
        raise Undeliverable(f"{name} cannot be read back as declared: {error}") from error
    if read_back != event:
        raise Undeliverable(f"{name} changes on its way: {event!r} would be read as {read_back!r}.")
    payload: Payload = json.loads(raw)
    return payload


def decode[E](event_type: type[E], payload: Payload) -> E:
    """The event that a payload of the current version stands for.

    Raises Undeliverable where the payload does not fit the type, unknown fields included.
    """
    try:
        event: E = adapter_for(event_type).validate_json(json.dumps(payload))
    except ValidationError as error:
        raise Undeliverable(f"{event_type.__qualname__} cannot be read: {error}") from error
    return event


def personal_fields(event_type: type) -> frozenset[str]:
    """The names of the payload's fields that are marked as `Personal`."""
    if event_type not in _personal:
        hints = get_type_hints(event_type, include_extras=True)
        _personal[event_type] = frozenset(
            name
            for name, hint in hints.items()
            if any(isinstance(mark, PersonalData) for mark in _marks_of(hint))
        )
    return _personal[event_type]


def masked(event_type: type, payload: Payload) -> Payload:
    """The payload with every personal value replaced, for those who may not see it."""
    personal = personal_fields(event_type)
    return {name: "•••" if name in personal else value for name, value in payload.items()}


def _marks_of(hint: Any) -> Iterator[Any]:
    yield from getattr(hint, "__metadata__", ())
    for argument in get_args(hint):
        yield from _marks_of(argument)


def _dataclasses_in(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        yield hint
        for inner in get_type_hints(hint).values():
            yield from _dataclasses_in(inner)
    for argument in get_args(hint):
        yield from _dataclasses_in(argument)


def _datetimes_in(value: object, path: str = "") -> Iterator[tuple[str, datetime]]:
    if isinstance(value, datetime):
        yield path, value
    elif isinstance(value, tuple):
        for item in value:
            yield from _datetimes_in(item, path)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _datetimes_in(getattr(value, field.name), field.name)
