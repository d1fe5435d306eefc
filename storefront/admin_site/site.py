"""The admin site of the shop."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from events.explorer.access import sees_personal_data
from events.models import Delivery
from storefront.panels import AdminHomePanels, admin_home_panels

REST = "Back room"


class ShopAdminSite(AdminSite):
    """Group the models by the work of the staff, and open with what there is to do.

    `ADMIN_MENU` names the models of each group, in order. Models that it does not name are in
    the last group, which is folded.
    """

    site_title = "Signal Shop admin"
    site_header = "Signal Shop"
    index_title = "Home"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = {**super().each_context(request), "index_url": reverse("admin:index")}
        if request.user.is_active and sees_personal_data(request):
            context["failed_deliveries"] = Delivery.objects.failed().count()
        return context

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        permissions = frozenset(request.user.get_all_permissions())
        question = AdminHomePanels(permissions=permissions)
        panels = sorted(admin_home_panels.ask(question), key=lambda panel: panel.position)
        return super().index(request, {"home_panels": panels, **(extra_context or {})})

    def password_change(  # type: ignore[override]  # a redirect is a response
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        """Redirect to the page on which customers change theirs: its form is rate-limited."""
        return HttpResponseRedirect(reverse("password_change"))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the groups of the menu; the models of one app for its own page."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        models = {
            f"{app['app_label']}.{model['object_name'].lower()}": model
            for app in apps
            for model in app["models"]
        }
        menu: Mapping[str, list[str]] = settings.ADMIN_MENU
        groups = {
            name: [models.pop(label) for label in labels if label in models]
            for name, labels in menu.items()
        }
        groups[REST] = groups.get(REST, []) + list(models.values())
        return [_group(name, rows) for name, rows in groups.items() if rows]


def _group(name: str, models: list[Any]) -> dict[str, Any]:
    return {
        "name": name,
        "app_label": name.lower().replace(" ", "-"),
        "app_url": "",
        "has_module_perms": True,
        "models": models,
        "folded": name == REST,
    }
