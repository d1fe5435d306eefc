"""Which functions may be receivers, and the names they are known by."""

import inspect
from collections.abc import Callable
from typing import Any

from events.contract import EventError
from events.naming import app_of


def uid_of(function: Callable[..., Any]) -> str:
    """`loyalty.award_points` for a function of `loyalty/receivers.py`."""
    return f"{app_of(function.__module__)}.{function.__name__}"


def checked_function(receiver: Callable[..., Any]) -> Callable[..., Any]:
    """The receiver, if it can be found again by its name in another process.

    Raises EventError; asked always, and not with DEBUG only as Django does.
    """
    name = getattr(receiver, "__qualname__", repr(receiver))
    if not inspect.isfunction(receiver) or receiver.__qualname__ != receiver.__name__:
        raise EventError(f"{name} cannot be a receiver: use a function at module level.")
    if receiver.__name__ == "<lambda>":
        raise EventError("A lambda cannot be a receiver: use a function at module level.")
    if inspect.iscoroutinefunction(receiver):
        raise EventError(f"{name} cannot be a receiver: it is async, the kernel is not.")
    parameters = inspect.signature(receiver).parameters.values()
    if any(p.kind in (p.POSITIONAL_ONLY, p.VAR_POSITIONAL) for p in parameters) or not any(
        p.kind is p.VAR_KEYWORD for p in parameters
    ):
        raise EventError(
            f"{name} cannot be a receiver: take keywords only and end in **kwargs, "
            "as in def f(*, event, meta, **kwargs)."
        )
    return receiver
