"""What is found by running: the files that one order goes through, and what a failure leaves."""

import sys
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from examples.compare.counting import ROOT
from examples.compare.shops import Broken, Shop, State

NOT_READ = ("examples/compare", "events/testing.py", "config")


def files_of_an_order(shop: Shop) -> set[str]:
    """Every file whose functions run between the checkout and the last reaction to it."""
    shop.buy()
    shop.work()  # once before, so that nothing counts that happens the first time only
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
    """What became of an order whose points could not be awarded, and once they could again."""

    error_shown: bool
    meanwhile: State
    mended: State


def failing_points(shop: Shop) -> Failure:
    """Let an order be paid while points cannot be awarded; then mend it, and wait."""
    with shop.breaking():
        try:
            shop.buy()
            error_shown = False
        except Broken:
            error_shown = True
        shop.work()
        meanwhile = shop.state()
    shop.work()
    return Failure(error_shown=error_shown, meanwhile=meanwhile, mended=shop.state())
