"""The row that every measured transaction writes; its table is made without a migration.

The manager is declared for the type checker, whose Django does not have this plugin.
"""

from typing import ClassVar

from django.db import models


class Sample(models.Model):
    """A row without a meaning."""

    number = models.PositiveIntegerField()

    objects: ClassVar[models.Manager["Sample"]] = models.Manager()

    def __str__(self) -> str:
        return f"sample {self.number}"
