"""The addresses of the shop; an app's are included only if it is installed."""

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.module_loading import module_has_submodule
from django.views.static import serve

from storefront import health, pages


def addresses_of(app: str, *, at: str) -> list[URLPattern | URLResolver]:
    """An app's own addresses under `at`; none if it is not installed or has none."""
    if not apps.is_installed(app) or not module_has_submodule(import_module(app), "urls"):
        return []
    return [path(at, include(f"{app}.urls"))]


urlpatterns = [
    *addresses_of("inventory", at=""),
    *addresses_of("orders", at=""),
    *addresses_of("loyalty", at="loyalty/"),
    *addresses_of("notifications", at="notifications/"),
    path("events/", include("events.explorer.urls")),
    path("account/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("style/", pages.style, name="style"),
    path("robots.txt", pages.robots, name="robots"),
    path("favicon.ico", pages.favicon, name="favicon"),
    # Photos of products. A shop with many visitors lets its web server answer these.
    re_path(r"^media/(?P<path>.+)$", serve, {"document_root": settings.MEDIA_ROOT}),
]
for plugin in settings.PLUGIN_APPS:
    urlpatterns += addresses_of(plugin, at=f"{plugin.rpartition('.')[2]}/")
