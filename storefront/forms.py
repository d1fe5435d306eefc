"""How every form of the shop is written in HTML."""

from collections.abc import Callable
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe


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
    value = "" if given is None else f' value="{_escaped(given)}"'
    name, attributes = _escaped(widget["name"]), _attributes(widget["attrs"])
    return _safe(f'<input type="{widget["type"]}" name="{name}"{value}{attributes}>')


def _select(widget: dict[str, Any]) -> SafeString:
    name, attributes = _escaped(widget["name"]), _attributes(widget["attrs"])
    options = "".join(_group(*group) for group in widget["optgroups"])
    return _safe(f'<select name="{name}"{attributes}>{options}</select>')


def _group(name: str | None, options: list[dict[str, Any]], _: int) -> str:
    written = "".join(
        f'<option value="{_escaped(option["value"])}"{_attributes(option["attrs"])}>'
        f"{_escaped(option['label'])}</option>"
        for option in options
    )
    return f'<optgroup label="{_escaped(name)}">{written}</optgroup>' if name else written


def _attributes(attrs: dict[str, Any]) -> str:
    """True is a name alone, False nothing."""
    return "".join(
        f" {name}" if value is True else f' {name}="{_escaped(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _escaped(value: object) -> str:
    """As in a template. Django's own `conditional_escape` looks for lazy texts each time."""
    text: str = value.__html__() if hasattr(value, "__html__") else escape(str(value))
    return text


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308  put together by the functions above, which escape


_WRITTEN: dict[str, Callable[[dict[str, Any]], SafeString]] = {
    f"django/forms/widgets/{name}.html": write
    for write, names in {
        _input: ("text", "email", "number", "password", "hidden"),
        _select: ("select",),
    }.items()
    for name in names
}
