"""Imports of files: upload, check, confirm, apply.

The check and the import run in a worker. Only the last step writes rows, in one transaction that
also marks the import as done, so a killed process loses nothing and a repetition does nothing.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from events.api import unit_of_work
from storefront.models import Import
from storefront.signals import ImportConfirmed, ImportUploaded, import_confirmed, import_uploaded
from storefront.spreadsheet_files import Table, read_table
from storefront.spreadsheets import ImportResource, Report

RETENTION = timedelta(days=30)
_PROGRESS_SECONDS = 600


def upload_import(
    *, resource: type[ImportResource], file_name: str, content: bytes, user_id: int | None
) -> Import:
    """Store a file; a worker checks it."""
    new = Import(
        resource=resource_path(resource),
        file_name=file_name[-100:],
        file=content,
        user_id=user_id,
    )
    with unit_of_work(correlation_id=new.id):
        new.save(force_insert=True)
        import_uploaded.publish(ImportUploaded(import_id=new.id))
    return new


def check_import(*, import_id: UUID) -> None:
    """Store the preview of an uploaded file, or what is wrong with it."""
    uploaded = Import.objects.filter(pk=import_id, status=Import.Status.UPLOADED)
    if (found := uploaded.first()) is None:
        return
    try:
        resource, table = _open(found)
        report = resource.read(table, _progress_of(found))
    except ValidationError as error:
        report = Report()
        report.add_errors(0, error)
    if report.error_count:
        _reject(uploaded, report)
    else:
        uploaded.update(**asdict(report), status=Import.Status.CHECKED)


def confirm_import(*, import_id: UUID) -> bool:
    """Let a worker apply an import; return False if it was confirmed before, or has errors."""
    with unit_of_work(correlation_id=import_id):
        checked = Import.objects.filter(pk=import_id, status=Import.Status.CHECKED)
        if not checked.update(status=Import.Status.CONFIRMED, confirmed_at=timezone.now()):
            return False
        import_confirmed.publish(ImportConfirmed(import_id=import_id))
    return True


def apply_import(*, import_id: UUID) -> None:
    """Write all rows of a confirmed import, or none if one of them has become wrong."""
    confirmed = Import.objects.filter(pk=import_id, status=Import.Status.CONFIRMED)
    with unit_of_work():
        if (found := confirmed.select_for_update().first()) is None:
            return
        resource, table = _open(found)
        report = resource.read(table, _progress_of(found))
        if report.error_count:
            _reject(confirmed, report)
            return
        resource.write_all(import_id=import_id)
        confirmed.update(
            **asdict(report), status=Import.Status.DONE, file=b"", finished_at=timezone.now()
        )


def progress(found: Import) -> tuple[str, int, int] | None:
    """Return what a worker is doing with an import, how many rows are done, and of how many."""
    return cast("tuple[str, int, int] | None", cache.get(_progress_key(found)))


def prune_imports(*, now: datetime) -> None:
    """Delete imports that are older than a month."""
    Import.objects.filter(created_at__lt=now - RETENTION).delete()


def resource_path(resource: type[ImportResource]) -> str:
    return f"{resource.__module__}.{resource.__qualname__}"


def _open(found: Import) -> tuple[ImportResource, Table]:
    """Return the reader of an import, and its file. Raise ValidationError."""
    return import_string(found.resource)(), read_table(found.file_name, bytes(found.file))


def _reject(rows: QuerySet[Import], report: Report) -> None:
    fields: dict[str, Any] = {**asdict(report), "preview": []}
    rows.update(**fields, status=Import.Status.REJECTED, file=b"", finished_at=timezone.now())


def _progress_of(found: Import) -> Callable[[str, int, int], None]:
    """Return a function that reports progress outside of the transaction, through the cache."""

    def report(stage: str, done: int, total: int) -> None:
        cache.set(_progress_key(found), (stage, done, total), _PROGRESS_SECONDS)

    return report


def _progress_key(found: Import) -> str:
    return f"storefront.import:{found.pk}:{found.status}"
