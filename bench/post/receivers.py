"""What a delivery costs without its receiver's work, and with a receiver that only waits."""

from time import sleep

WAIT_SECONDS = 0.02


def weigh_parcel(**kwargs: object) -> None:
    """Do nothing, so that everything that takes time is the kernel's."""


def label_parcel(**kwargs: object) -> None:
    """Do nothing, as the second receiver of the same event."""


def track_parcel(**kwargs: object) -> None:
    """Do nothing, as the third receiver of the same event."""


def send_letter(**kwargs: object) -> None:
    """Wait as long as for a mail server that is near."""
    sleep(WAIT_SECONDS)
