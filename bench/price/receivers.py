"""Receivers that do no work, so that only the kernel's is measured."""

from bench.price.signals import SampleRefused


def do_nothing(**kwargs: object) -> None:
    """Receive the event in its transaction, after its commit, or durably."""


def do_nothing_either(**kwargs: object) -> None:
    """Be the second receiver of the same kind."""


def do_nothing_outside(**kwargs: object) -> None:
    """Receive the event durably, without a transaction."""


def refuse(**kwargs: object) -> None:
    """Refuse the event."""
    raise SampleRefused("The benchmark measures refusals.")
