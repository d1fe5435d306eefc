"""The events of notifications."""

from dataclasses import dataclass
from uuid import UUID

from events.api import EventSignal


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWritten:
    """A message was written that a worker must send by e-mail.

    Published: in the transaction that inserts the message, and each time staff resend it.
    Not published: for a message that its recipient wants in the inbox only.
    May be refused by: no receiver.
    """

    message_id: UUID


message_written = EventSignal(MessageWritten)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAlertRequested:
    """A customer asked to be notified when a product is back in stock.

    Published: in the transaction that stores the alert, and for a repeated request.
    Not published: for a request that is invalid or exceeds a limit.
    May be refused by: no receiver.
    """

    sku: str


stock_alert_requested = EventSignal(StockAlertRequested)
