"""How every form of the shop is written in HTML."""

from collections.abc import Callable
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class ShopRenderer(TemplatesSetting):
    """Forms and fields in the shop's own templates, Django's for the widgets.

    But for the commonest widgets, which are written here, to the same effect as Django's templates
    do: those go through every attribute in a loop of their own and include, for nine
    questions, forty templates, which was more than half of the checkout's time.
    """

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        write = _WRITTEN.get(template_name)
        if write is None:
            return super().render(template_name, context, request)
        return write(context["widget"])


def _input(widget: dict[str, Any]) -> SafeString:
    given = widget["value"]
    value = "" if given is None else format_html(' value="{}"', given)
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        value,
        flatatt(widget["attrs"]),
    )


def _select(widget: dict[str, Any]) -> SafeString:
    return format_html(
        '<select name="{}"{}>{}</select>',
        widget["name"],
        flatatt(widget["attrs"]),
        format_html_join("", "{}", ((_group(*group),) for group in widget["optgroups"])),
    )


def _group(name: str | None, options: list[dict[str, Any]], _: int) -> SafeString:
    written = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((option["value"], flatatt(option["attrs"]), option["label"]) for option in options),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, written) if name else written


_WRITTEN: dict[str, Callable[[dict[str, Any]], SafeString]] = {
    f"django/forms/widgets/{name}.html": write
    for write, names in {
        _input: ("text", "email", "number", "password", "hidden"),
        _select: ("select",),
    }.items()
    for name in names
}
