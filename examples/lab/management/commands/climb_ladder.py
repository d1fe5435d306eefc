"""`manage.py climb_ladder`: run the ladder and print the results."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from examples.lab.exclusive import release
from examples.lab.ladder import progress
from examples.lab.ladder.climbing import climb


class Command(BaseCommand):
    help = "Run every rung under every trouble. Processes are killed with SIGKILL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--background", action="store_true", help="report to the page that started the climb"
        )

    def handle(self, **options: Any) -> None:
        if options["background"]:
            self._report()
            return
        self.stdout.write("rung          trouble       answer      orders points mails")
        for case in climb().cases.all():
            self.stdout.write(
                f"{case.rung:13} {case.trouble:13} {case.answer:11} "
                f"{case.orders:6} {case.points:6} {case.mails:5} {case.verdict}"
            )

    def _report(self) -> None:
        try:
            climb()
        except Exception as error:
            progress.report_failure(error)
            raise
        finally:
            release(progress.EXPERIMENT)
