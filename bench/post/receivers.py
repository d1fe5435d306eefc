"""What a delivery costs without its receiver's work, and with a receiver that only waits."""

from time import sleep

WAIT_SECONDS = 0.02


def do_nothing(**kwargs: object) -> None:
    """So that everything that takes time is the kernel's."""


def wait(**kwargs: object) -> None:
    """As long as a mail server that is near."""
    sleep(WAIT_SECONDS)
