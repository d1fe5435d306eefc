"""`manage.py replay_event`: let one receiver hear one event again."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.contract import EventError
from events.models import StoredEvent
from events.services import replay_event


class Command(BaseCommand):
    help = "Queue an event once more for one durable receiver."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("event_id", type=UUID)
        parser.add_argument("receiver", help='its name, as in "loyalty.award_points"')

    def handle(self, *, event_id: UUID, receiver: str, **options: Any) -> None:
        entry = StoredEvent.objects.filter(pk=event_id).first()
        if entry is None:
            raise CommandError(f"There is no event {event_id} in the journal.")
        try:
            replay_event(entry=entry, receiver=receiver)
        except EventError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{receiver} will hear {entry.signal} again.")
