"""The Signal of lesson A7 answers like Django's in random sequences of calls."""

from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

from django.dispatch import Signal as DjangoSignal
from hypothesis import given, settings
from hypothesis import strategies as st

from examples.lab.lessons.reading import FOLDER

NAMES = ("award", "log", "till", "drawer")
SENDERS = (None, str, int)

connect = st.tuples(
    st.just("connect"),
    st.sampled_from(NAMES),
    st.sampled_from(SENDERS),
    st.booleans(),
    st.sampled_from([None, "one", "other"]),
)
disconnect = st.tuples(
    st.just("disconnect"),
    st.sampled_from(NAMES),
    st.sampled_from(SENDERS),
    st.sampled_from([None, "one", "other"]),
)
delete = st.tuples(st.just("delete"), st.sampled_from(NAMES))
send = st.tuples(st.just("send"), st.sampled_from(SENDERS))


def _our_signal() -> Any:
    spec = spec_from_file_location("a07_rebuilt", FOLDER / "a07_rebuilt.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Signal


def _made(name: str) -> Any:
    """Return a function, or an object with a method that is the receiver."""
    if name in ("award", "log"):

        def function(sender: object, **kwargs: object) -> str:
            return name

        return function

    class Till:
        def ring(self, **kwargs: object) -> str:
            return name

    return Till()


def _answers(signal: Any, steps: list[Any]) -> list[Any]:
    things = {name: _made(name) for name in NAMES}
    seen: list[Any] = []
    for step in steps:
        match step:
            case "connect", name, sender, weak, uid:
                thing = things[name]
                receiver = getattr(thing, "ring", thing)
                signal.connect(receiver, sender=sender, weak=weak, dispatch_uid=uid)
                del thing, receiver
            case "disconnect", name, sender, uid:
                receiver = getattr(things[name], "ring", things[name])
                seen.append(signal.disconnect(receiver, sender=sender, dispatch_uid=uid))
                del receiver
            case "delete", name:
                things[name] = _made(name)
            case "send", sender:
                seen.append([answer for _, answer in signal.send(sender=sender)])
    return seen


@settings(max_examples=150, database=None)
@given(st.lists(st.one_of(connect, connect, disconnect, delete, send), max_size=20))
def test_rebuilt_signal_answers_like_djangos(steps: list[Any]) -> None:
    steps = [*steps, *(("send", sender) for sender in SENDERS)]
    assert _answers(_our_signal()(), steps) == _answers(DjangoSignal(), steps)
