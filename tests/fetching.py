"""A fetch mode that rejects one query for every row."""

from typing import Any

from django.core.exceptions import FieldFetchBlocked
from django.db.models import FETCH_ONE, Model
from django.db.models.fetch_modes import FetchMode


class RefuseOneByOne(FetchMode):
    """Act like FETCH_RAISE for rows of one query, and like FETCH_ONE for a single row."""

    __slots__ = ()
    track_peers = True

    def fetch(self, fetcher: Any, instance: Model) -> None:
        peers = sum(peer() is not None for peer in instance._state.peers)
        if peers > 1:
            raise FieldFetchBlocked(
                f"{type(instance).__qualname__}.{fetcher.field.name} is fetched for one of "
                f"{peers} rows: use select_related(), prefetch_related() or only()."
            )
        FETCH_ONE.fetch(fetcher, instance)

    def __reduce__(self) -> str:
        return "REFUSE_ONE_BY_ONE"


REFUSE_ONE_BY_ONE = RefuseOneByOne()
