"""Refuses what grows with the number of rows: fetching for one of many what all of them lack."""

from typing import Any

from django.core.exceptions import FieldFetchBlocked
from django.db.models import FETCH_ONE, Model
from django.db.models.fetch_modes import FetchMode


class RefuseOneByOne(FetchMode):
    """Django's FETCH_RAISE for rows that came together; a row that came alone may ask for more."""

    __slots__ = ()
    track_peers = True

    def fetch(self, fetcher: Any, instance: Model) -> None:
        together = sum(peer() is not None for peer in instance._state.peers)
        if together > 1:
            raise FieldFetchBlocked(
                f"{type(instance).__qualname__}.{fetcher.field.name} is fetched for one of "
                f"{together} rows: use select_related(), prefetch_related() or only()."
            )
        FETCH_ONE.fetch(fetcher, instance)

    def __reduce__(self) -> str:
        return "REFUSE_ONE_BY_ONE"


REFUSE_ONE_BY_ONE = RefuseOneByOne()
