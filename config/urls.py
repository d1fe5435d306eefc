"""URLs of the shop. Those of an app are included only if it is installed."""

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.flatpages.views import flatpage
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import module_has_submodule

from storefront import pages


def urls_of(app: str, *, at: str) -> list[URLPattern | URLResolver]:
    """Return the URLs of an app below `at`; none if it is not installed or has none."""
    if not apps.is_installed(app) or not module_has_submodule(import_module(app), "urls"):
        return []
    return [path(at, include(f"{app}.urls"))]


urlpatterns = [
    *urls_of("inventory", at=""),
    *urls_of("orders", at=""),
    *urls_of("loyalty", at="loyalty/"),
    *urls_of("notifications", at="notifications/"),
    path("events/", include("events.explorer.urls")),
    path("account/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("pages/<path:url>", flatpage, name="flatpage"),
    path("style/", pages.style, name="style"),
    path("robots.txt", pages.robots, name="robots"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("media/<path:path>", pages.media, name="media"),
]
for plugin in settings.PLUGIN_APPS:
    urlpatterns += urls_of(plugin, at=f"{plugin.rpartition('.')[2]}/")

handler400 = "storefront.errors.bad_request"
handler500 = "storefront.errors.server_error"
