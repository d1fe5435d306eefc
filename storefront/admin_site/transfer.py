"""Import with a preview and export, as CSV and XLSX."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ImportForm
from import_export.tmp_storages import CacheStorage

from storefront.admin_site.file_formats import CSV, XLSX, UnreadableFile
from storefront.spreadsheets import MAX_ROWS

NOTHING_IMPORTED = "Nothing was imported. Upload the file again to see why."

MAX_BYTES = 5 * 1024 * 1024


class TransferForm(ImportForm):
    """State beside the file what its rows do, and the limits."""

    def __init__(self, formats: Any, resources: Any, **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        limits = f"At most {MAX_ROWS:,} rows and 5 MB."
        self.fields["import_file"].help_text = f"{resources[0].note} {limits}".strip()

    def clean_import_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["import_file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError("This file is larger than 5 MB. Split it.")
        return file


class ConfirmForm(ConfirmImportForm):
    """The preview that is confirmed. Its fields are hidden, so an error means a forged form."""

    format = forms.ChoiceField(choices=[("0", "CSV"), ("1", "XLSX")], widget=forms.HiddenInput)


class TransferMixin(ImportExportMixin):
    """Import all rows or none, after a preview; viewing the list includes exporting it."""

    formats = [CSV, XLSX]
    import_form_class = TransferForm
    confirm_form_class = ConfirmForm
    tmp_storage_class = CacheStorage  # the preview and the import can run in two processes

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

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None)
        submission = form.cleaned_data.get("import_file_name", "") if form else ""
        return {**kwargs, "submission": submission}

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self.create_confirm_form(request)
        if not form.is_valid():
            return self._to_list(request, NOTHING_IMPORTED)
        if not self._is_stored(form.cleaned_data["import_file_name"]):
            message = "This file was imported already, or its preview has expired."
            return self._to_list(request, message)
        try:
            response: HttpResponse = super().process_import(request, **kwargs)
        except UnreadableFile:  # the format is not the one of the preview
            return self._to_list(request, NOTHING_IMPORTED)
        return response

    def add_data_read_fail_error_to_form(self, form: forms.Form, e: Exception) -> None:
        """Show what to do with a file that cannot be read."""
        form.add_error("import_file", str(e))

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """Report the result: data can change after the preview, and then nothing is imported."""
        if result.has_errors() or result.has_validation_errors():
            return self._to_list(request, NOTHING_IMPORTED)
        response: HttpResponse = super().process_result(result, request)
        return response

    def _is_stored(self, name: str) -> bool:
        return CacheStorage(name=name).read() is not None

    def _to_list(self, request: HttpRequest, problem: str) -> HttpResponseRedirect:
        messages.error(request, problem)
        app, model = self.get_model_info()
        return HttpResponseRedirect(reverse(f"admin:{app}_{model}_changelist"))
