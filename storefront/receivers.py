"""The receivers of the storefront."""

from events.signals import MinutePassed
from storefront import limits


def prune_attempts(*, event: MinutePassed, **kwargs: object) -> None:
    """Delete the attempts that no rate limit counts any more."""
    limits.prune()
