"""Run both shops: find the files that an order uses, and the consequences of a failure."""

import sys
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from examples.compare.counting import ROOT
from examples.compare.shops import Broken, Shop, State

NOT_READ = ("examples/compare", "events/testing.py", "config")


def files_of_an_order(shop: Shop) -> set[str]:
    """Return the files whose functions run between the checkout and the last reaction."""
    shop.buy()
    shop.work()  # what happens the first time only does not count
    seen: set[str] = set()

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code.co_name != "<module>":
            seen.add(frame.f_code.co_filename)

    sys.setprofile(note)
    try:
        shop.buy()
        shop.work()
    finally:
        sys.setprofile(None)
    ours = (Path(name) for name in seen if name.startswith(str(ROOT)) and ".venv" not in name)
    names = {str(path.relative_to(ROOT)) for path in ours}
    return {name for name in names if not name.startswith(NOT_READ)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The state of an order while points cannot be awarded, and after the repair."""

    error_shown: bool
    meanwhile: State
    repaired: State


def failing_points(shop: Shop) -> Failure:
    """Pay an order while points cannot be awarded; then repair that, and deliver."""
    with shop.breaking():
        try:
            shop.buy()
            error_shown = False
        except Broken:
            error_shown = True
        shop.work()
        meanwhile = shop.state()
    shop.work()
    return Failure(error_shown=error_shown, meanwhile=meanwhile, repaired=shop.state())
