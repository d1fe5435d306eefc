"""What notifications announces."""

from dataclasses import dataclass
from uuid import UUID

from events.api import EventSignal


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWritten:
    """A message has been written and is to be sent.

    Published: in the transaction that writes the message; once more each time that staff have it
    sent again.
    Not published: for a message that its recipient wants in the inbox only.
    May be refused by: nobody.
    """

    message_id: UUID


message_written = EventSignal(MessageWritten)
