"""The renderer of forms."""

from django.forms.renderers import TemplatesSetting


class ShopRenderer(TemplatesSetting):
    """Render forms and fields with the shop's templates, widgets with Django's."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
