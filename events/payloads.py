"""Events as JSON and back, strictly: what cannot be read back is never written.

An event is a frozen standard dataclass of ids and values. pydantic reads and writes it; it
is no base class of it, so that an app's `signals.py` needs nothing but the standard library
and the kernel.
"""

import dataclasses
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeAliasType, get_args, get_origin, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from events.contract import EventError, PersonalData, Undeliverable

type Payload = dict[str, Any]

_DECLARE_IT = "declare it with @dataclass(frozen=True, slots=True, kw_only=True)"
_MUTABLE = (list, dict, set)

_adapters: dict[type, TypeAdapter[Any]] = {}
_personal: dict[type, frozenset[str]] = {}


def check_event_type(event_type: type) -> None:
    """Refuse a payload type whose values could change after they were published.

    Raises EventError with the fix.
    """
    if not dataclasses.is_dataclass(event_type):
        raise EventError(f"{event_type.__qualname__} cannot be a payload: {_DECLARE_IT}.")
    for part in _parts_of(event_type):
        if get_origin(part) in _MUTABLE or part in _MUTABLE:
            raise EventError(
                f"{event_type.__qualname__} cannot be a payload: a receiver could change what "
                f"the next one sees in its {part}; use a tuple."
            )
        if isinstance(part, type) and dataclasses.is_dataclass(part):
            if not getattr(part, "__dataclass_params__").frozen:  # noqa: B009  # unknown to mypy
                raise EventError(f"{part.__qualname__} cannot be a payload: {_DECLARE_IT}.")
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
        fields = [field.name for field in dataclasses.fields(read_back)]
        changed = [field for field in fields if getattr(event, field) != getattr(read_back, field)]
        raise Undeliverable(f"{name} changes on its way in {', '.join(changed)}.")
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
    """The names of the payload's fields that are, or hold, something marked as `Personal`."""
    if event_type not in _personal:
        hints = get_type_hints(event_type, include_extras=True)
        _personal[event_type] = frozenset(
            name
            for name, hint in hints.items()
            if any(isinstance(part, PersonalData) for part in _parts_of(hint))
        )
    return _personal[event_type]


def open_fields(event_type: type) -> frozenset[str]:
    """The names of the payload's fields that everybody may see."""
    names = {field.name for field in dataclasses.fields(event_type)}
    return frozenset(names - personal_fields(event_type))


def masked(event_type: type, payload: Payload) -> Payload:
    """The payload with every personal value replaced, for those who may not see it.

    What the type does not know, as in a payload of an older version, counts as personal.
    """
    shown = open_fields(event_type)
    return {name: value if name in shown else "•••" for name, value in payload.items()}


def _parts_of(hint: Any) -> Iterator[Any]:
    """A type hint and all that it is made of: its arguments, marks and dataclass fields."""
    yield hint
    if isinstance(hint, TypeAliasType):
        inner: Iterable[Any] = (hint.__value__,)
    elif isinstance(hint, type) and dataclasses.is_dataclass(hint):
        inner = get_type_hints(hint, include_extras=True).values()
    else:
        inner = get_args(hint)
    for part in inner:
        yield from _parts_of(part)


def _datetimes_in(value: object, path: str = "") -> Iterator[tuple[str, datetime]]:
    if isinstance(value, datetime):
        yield path, value
    elif isinstance(value, tuple):
        for item in value:
            yield from _datetimes_in(item, path)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _datetimes_in(getattr(value, field.name), field.name)
