"""Import with a preview and export, as CSV and XLSX."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ImportForm
from import_export.tmp_storages import CacheStorage

from storefront.spreadsheets import MAX_ROWS

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


class TransferMixin(ImportExportMixin):
    """Import all rows or none, after a preview; viewing the list includes exporting it."""

    formats = [CSV, XLSX]
    import_form_class = TransferForm
    tmp_storage_class = CacheStorage  # the preview and the import can run in two processes

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_change_permission(request))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None)
        submission = form.cleaned_data.get("import_file_name", "") if form else ""
        return {**kwargs, "submission": submission}

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.create_confirm_form(request)
        if form.is_valid() and not self._is_stored(form.cleaned_data["import_file_name"]):
            messages.error(request, "This file was imported already, or its preview has expired.")
            return self._to_list()
        response: HttpResponse = super().process_import(request, **kwargs)
        return response

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """Report the result: data can change after the preview, and then nothing is imported."""
        if result.has_errors() or result.has_validation_errors():
            messages.error(request, "Nothing was imported. Upload the file again to see why.")
            return self._to_list()
        response: HttpResponse = super().process_result(result, request)
        return response

    def _is_stored(self, name: str) -> bool:
        return CacheStorage(name=name).read() is not None

    def _to_list(self) -> HttpResponseRedirect:
        app, model = self.get_model_info()
        return HttpResponseRedirect(reverse(f"admin:{app}_{model}_changelist"))
