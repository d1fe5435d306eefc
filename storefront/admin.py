"""The pages of text in the admin.

Django's admin page also offers templates, sites and pages for customers only, and its texts are
HTML. The shop has one template and one site, and its texts are plain.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.flatpages.admin import FlatPageAdmin as DjangoFlatPageAdmin
from django.contrib.flatpages.forms import FlatpageForm as DjangoFlatpageForm
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites import admin as sites_admin
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from events.explorer.admin_base import HardenedAdmin
from storefront.flat_pages import initial_pages
from storefront.stored_values import StoredValuesForm
from storefront.text import LineOfText, Lines


class FlatPageForm(StoredValuesForm, DjangoFlatpageForm):
    """Edit a page; its address is fixed once it exists."""

    class Meta:
        model = FlatPage
        fields = ["url", "title", "content"]
        field_classes = {"title": LineOfText, "content": Lines}
        labels = {"url": "Address", "content": "Text"}
        help_texts = {
            "content": "An empty line starts a paragraph, and a line that begins with ## is a "
            "heading. Web and e-mail addresses become links. HTML is shown as it is typed."
        }

    def clean_url(self) -> str:
        """Refuse an address that another page has. The lock makes a second request wait."""
        url: str = super().clean_url()
        Site.objects.select_for_update(no_key=True).get(pk=settings.SITE_ID)
        if FlatPage.objects.filter(url=url).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Another page has this address.")
        return url


class FlatPageAdmin(HardenedAdmin, DjangoFlatPageAdmin):
    form = FlatPageForm
    fieldsets = ((None, {"fields": ["url", "title", "content", "shown"]}),)
    list_display = ["title", "url"]
    list_filter = ()
    actions = None  # a page is deleted on its own page, and the footer's are not

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep the address, because other pages and search engines link to it."""
        return ["url"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        in_footer = isinstance(obj, FlatPage) and obj.url in initial_pages()
        return not in_footer and super().has_delete_permission(request, obj)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, *args: Any) -> None:
        super().save_related(request, form, *args)
        form.instance.sites.add(Site.objects.get_current())


del sites_admin  # imported for its registration
admin.site.unregister([FlatPage, Site])  # SITE_URL has the domain
admin.site.register(FlatPage, FlatPageAdmin)
