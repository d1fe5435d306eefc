"""Receivers without work, and receivers that wait."""

from time import sleep

WAIT_SECONDS = 0.02


def weigh_parcel(**kwargs: object) -> None:
    """Do nothing, so that only the kernel takes time."""


def label_parcel(**kwargs: object) -> None:
    """Do nothing, as the second receiver of the same event."""


def track_parcel(**kwargs: object) -> None:
    """Do nothing, as the third receiver of the same event."""


def send_letter(**kwargs: object) -> None:
    """Wait as long as for a mail server in the same network."""
    sleep(WAIT_SECONDS)
