"""Pages of the admin beside Django's: those that extend `admin/form_page.html`."""

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest
from django.template.response import TemplateResponse


def form_page(
    model_admin: ModelAdmin, request: HttpRequest, template: str, **context: object
) -> TemplateResponse:
    """Render a template with the context that the frame of the admin needs; add a `title`."""
    frame = {**model_admin.admin_site.each_context(request), "opts": model_admin.opts}
    return TemplateResponse(request, template, {**frame, **context})
