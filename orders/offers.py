"""What is on offer: from the cache for looking, from the database for ordering."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from events.caching import forget, kept_each
from orders.models import Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A product that is, or was, on sale; `price` includes VAT, in the shop's currency."""

    sku: str
    slug: str
    name: str
    emoji: str
    price: Decimal
    on_sale: bool


# Named by what it holds: another release, with more to an offer, does not read those of this one.
_SUBJECT = f"orders.offers:{','.join(Offered.__slots__)}"


def offers_shown(skus: Collection[str]) -> dict[str, Offered]:
    """By sku; unknown ones are left out. No statement where all were looked at in the last minute.

    So old may they be, where the cache could not be told of a change.
    """
    return kept_each(_SUBJECT, skus, offers_now)


def offers_now(skus: Collection[str]) -> dict[str, Offered]:
    """The same, as the database has them; one statement."""
    rows = Offer.objects.filter(pk__in=skus).order_by()
    return {row["sku"]: Offered(**row) for row in rows.values(*Offered.__slots__)}


def forget_offers() -> None:
    """Let all that is shown be read anew; whoever has changed an offer commits that first."""
    forget(_SUBJECT)
