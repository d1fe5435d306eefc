"""How every form of the shop is written in HTML."""

from django.forms.renderers import TemplatesSetting


class ShopRenderer(TemplatesSetting):
    """Forms and fields in the shop's own templates, Django's for the widgets."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
