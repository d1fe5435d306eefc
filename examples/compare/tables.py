"""The tables of docs/twin.md."""

from collections.abc import Sequence

from examples.compare import counting
from examples.compare.running import Failure, failing_points, files_of_an_order
from examples.compare.shops import WithCalls, WithGuardedCalls, WithSignals


def render() -> str:
    """Return both tables as Markdown. Place orders in the database that is set up."""
    with_signals, with_calls, guarded = WithSignals(), WithCalls(), WithGuardedCalls()
    return "\n".join(
        [
            *_numbers(files_of_an_order(with_signals), files_of_an_order(with_calls)),
            "",
            "| points fail while an order is paid | with signals | with calls "
            "| with calls, each in a `try` |",
            "|---|---|---|---|",
            *_failures([failing_points(shop) for shop in (with_signals, with_calls, guarded)]),
            "",
        ]
    )


def _numbers(ours: set[str], twins: set[str]) -> Sequence[str]:
    between = counting.imports_between_apps()
    to_signals = {pair for pair in between if pair[1].endswith(".signals")}
    calls = counting.imports_between_parts()
    signals, called = counting.fifth_with_signals(), counting.fifth_with_calls()
    in_kernel = {name for name in ours if name.startswith("events/")}
    return [
        "| | with signals | with calls |",
        "|---|---|---|",
        f"| imports from one part into another | {len(between)}, {len(to_signals)} of them of a "
        f"`signals.py` | {len(calls)}, of functions |",
        "| of these, in the part that sells | "
        f"{len([p for p in between if p[0].startswith('orders.')])} "
        f"| {len([p for p in calls if p[0] == 'checkout'])} |",
        "| lines that exist so that parts do not call each other "
        f"| {counting.lines(counting.wiring())}, and {counting.lines(counting.kernel())} in "
        "the kernel | 0 |",
        f"| files that run for one order | {len(ours)}, {len(in_kernel)} of them in the kernel "
        f"| {len(twins)} |",
        "| one more reaction: changed files, new files "
        f"| {signals.changed}, {signals.new} | {called.changed}, {called.new} |",
        f"| one more reaction: lines | {signals.lines} | {called.lines} |",
    ]


def _failures(failures: Sequence[Failure]) -> Sequence[str]:
    def row(title: str, *answers: str) -> str:
        return f"| {title} | {' | '.join(answers)} |"

    return [
        row("the customer sees", *("an error" if f.error_shown else "thank you" for f in failures)),
        row("the order is", *(f.meanwhile.order for f in failures)),
        row(
            "the payment is",
            *("captured" if f.meanwhile.paid else "not captured" for f in failures),
        ),
        row("the receipt is", *("sent" if f.meanwhile.receipt else "missing" for f in failures)),
        row("after the repair, the order is", *(f.repaired.order for f in failures)),
        row(
            "after the repair, the receipt is",
            *("sent" if f.repaired.receipt else "missing" for f in failures),
        ),
        row(
            "after the repair, the points are",
            *("there" if f.repaired.points else "lost" for f in failures),
        ),
    ]
