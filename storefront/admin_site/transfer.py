"""Import with a preview and progress, and export, as CSV and XLSX."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, XLSX

from events.models import Delivery
from storefront import services
from storefront.admin_site.pages import form_page
from storefront.models import Import
from storefront.spreadsheets import MAX_ROWS, ImportResource

MAX_BYTES = 5 * 1024 * 1024
_LATEST = 10


class UploadForm(forms.Form):
    """The file, with what its rows do and the limits beside it."""

    file = forms.FileField(
        validators=[FileExtensionValidator(["csv", "xlsx"])],
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def __init__(self, *args: Any, note: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = f"CSV or XLSX, at most {MAX_ROWS:,} rows and 5 MB."
        self.fields["file"].help_text = f"{note} {limits}"

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError("This file is larger than 5 MB. Split it.")
        return file


class TransferMixin(ExportMixin):
    """Import all rows or none, after a preview; viewing the list includes exporting it.

    A worker checks and imports, so a page only shows how far it is, and can be left.
    """

    formats = [CSV, XLSX]
    import_resource: type[ImportResource]
    import_export_change_list_template = "admin/import_export/change_list_import_export.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_change_permission(request))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows of the list; answer malformed filters with 400, as the list does."""
        try:
            rows: QuerySet[Any] = super().get_export_queryset(request)
        except IncorrectLookupParameters as error:
            raise BadRequest("A filter of this export has a value that it cannot have.") from error
        return rows

    def get_export_data(
        self, file_format: Any, request: HttpRequest, queryset: QuerySet[Any], **kwargs: Any
    ) -> Any:
        """Return the file, which is made in memory; show an error if the list is too long."""
        if queryset[MAX_ROWS:].exists():
            raise ValueError(f"At most {MAX_ROWS:,} rows can be exported at once. Filter the list.")
        return super().get_export_data(file_format, request, queryset, **kwargs)

    def get_valid_export_item_pks(self, request: HttpRequest) -> list[Any]:
        """Offer no choice of rows; the default reads the keys of the whole table."""
        return []

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "_".join(self.get_model_info())
        return [
            path("import/", view(self.upload_view), name=f"{name}_import"),
            path(
                "import/<uuid:import_id>/", view(self.import_view), name=f"{name}_import_progress"
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"has_import_permission": self.has_import_permission(request)}
        page: HttpResponse = super().changelist_view(request, context | (extra_context or {}))
        return page

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Store a file and redirect to its page; list the latest imports."""
        self._check_permission(request)
        data = (request.POST, request.FILES) if request.method == "POST" else ()
        form = UploadForm(*data, note=self.import_resource.note)
        if form.is_valid():
            file: UploadedFile = form.cleaned_data["file"]
            new = services.upload_import(
                resource=self.import_resource,
                file_name=file.name or "",
                content=file.read(),
                user_id=request.user.pk,
            )
            return redirect(f"{request.path}{new.pk}/")
        return form_page(
            self,
            request,
            "admin/import/upload.html",
            title=f"Import {self.opts.verbose_name_plural}",
            form=form,
            imports=self._imports()[:_LATEST],
        )

    def import_view(self, request: HttpRequest, import_id: UUID) -> HttpResponse:
        """Show the progress, the preview or the result of an import; confirm it by POST."""
        self._check_permission(request)
        found = get_object_or_404(self._imports(), pk=import_id)
        if request.method == "POST":
            if not services.confirm_import(import_id=import_id):
                messages.warning(request, "This import is not waiting for a confirmation any more.")
            return redirect(request.path)
        context: dict[str, Any] = {"import": found, "title": found.file_name}
        if found.status == Import.Status.CHECKED:
            done = self._imports().filter(status=Import.Status.DONE)
            context["earlier"] = done.filter(file_name=found.file_name).first()
        if found.is_in_progress:
            failed = Delivery.objects.failed().filter(event__correlation_id=import_id)
            context["has_failed"] = failed.exists()
            context["progress"] = services.progress(found)
        return form_page(self, request, "admin/import/progress.html", **context)

    def _imports(self) -> QuerySet[Import]:
        rows = Import.objects.filter(resource=services.resource_path(self.import_resource))
        return rows.select_related("user").defer("file")

    def _check_permission(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied
