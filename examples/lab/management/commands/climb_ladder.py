"""`manage.py climb_ladder`: run the ladder and print the results."""

from typing import Any

from django.core.management.base import BaseCommand

from examples.lab.ladder.climbing import climb


class Command(BaseCommand):
    help = "Run every rung under every trouble. Processes are killed with SIGKILL."

    def handle(self, **options: Any) -> None:
        done = climb()
        self.stdout.write("rung          trouble       answer      orders points mails")
        for case in done.cases.all():
            self.stdout.write(
                f"{case.rung:13} {case.trouble:13} {case.answer:11} "
                f"{case.orders:6} {case.points:6} {case.mails:5} {case.verdict}"
            )
