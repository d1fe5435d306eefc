"""`manage.py events_replay`: deliver one event to one receiver again."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.delivery.maintenance import replay_event
from events.models import StoredEvent
from events.types import EventError


class Command(BaseCommand):
    help = "Queue a stored event for one durable receiver."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("event_id", type=UUID)
        parser.add_argument("receiver", help='its name, such as "loyalty.award_points"')

    def handle(self, *, event_id: UUID, receiver: str, **options: Any) -> None:
        stored = StoredEvent.objects.filter(pk=event_id).first()
        if stored is None:
            raise CommandError(f"The event log contains no event {event_id}.")
        try:
            replay_event(stored=stored, receiver=receiver)
        except EventError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Queued {stored.signal} for {receiver}.")
