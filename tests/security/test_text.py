"""Invisible text, spellings of postcodes, and undeliverable e-mail addresses."""

from collections.abc import Callable
from functools import partial

import pytest
from django import forms

from accounts.admin.notes import NoteForm as CustomerNoteForm
from inventory.forms import CategoryForm, ProductForm
from loyalty.forms import GrantForm
from orders.admin.steps import NoteForm as OrderNoteForm
from orders.admin.steps import ShipForm
from orders.forms import CheckoutForm
from orders.models import Order
from storefront.countries import COUNTRIES
from storefront.text import LineOfText

INVISIBLE = [
    "\u200b\u200b",
    "\u2060",
    "\u00ad\u200d",
    "\u3164",
    "\u2800 \u2800",
    "\ufeff",
    "\u0301",
]
type TextForm = Callable[..., forms.Form]

TEXTS_IN_LINES: list[TextForm] = [
    CustomerNoteForm,
    partial(OrderNoteForm, order=Order(), author_id=None),
]


@pytest.mark.parametrize("text", INVISIBLE)
@pytest.mark.parametrize("field", ["name", "address", "city", "postcode"])
def test_address_needs_visible_characters(field: str, text: str) -> None:
    form = CheckoutForm({field: text})
    assert form.errors[field] == CheckoutForm({field: ""}).errors[field]


@pytest.mark.django_db
@pytest.mark.parametrize("text", INVISIBLE)
def test_staff_forms_need_visible_characters(text: str) -> None:
    for form, field in (
        (CategoryForm({"name": text}), "name"),
        (ProductForm({"name": text}), "name"),
        (GrantForm({"note": text}), "note"),
        (ShipForm({"tracking_number": text}, order=Order(), author_id=None), "tracking_number"),
    ):
        assert form.errors[field] == ["This field is required."]


@pytest.mark.parametrize("text", ["a\u202eb", "a\u2067b", "a\x1b[1mb", "a\x9bb", "a\ufffeb"])
def test_controls_of_terminal_and_direction_are_refused(text: str) -> None:
    with pytest.raises(forms.ValidationError):
        LineOfText().clean(text)


@pytest.mark.parametrize(
    ("country", "written", "stored"),
    [
        ("DE", "D-10115", "10115"),
        ("DE", "DE 10115", "10115"),
        ("DE", "d10115", "10115"),
        ("DE", "\uff11\uff10\uff11\uff11\uff15", "10115"),
        ("LU", "L-1009", "1009"),
        ("LU", "LU\u20131009", "1009"),
        ("AT", "A - 1010", "1010"),
        ("CH", "CH-8001", "8001"),
        ("SE", "S-111 20", "111 20"),
        ("SE", "se11120", "111 20"),
        ("NL", "NL-1012ab", "1012 AB"),
        ("PL", "PL 00 001", "00-001"),
        ("GB", "sw1y4jh", "SW1Y 4JH"),
        ("IE", "d02 af30", "D02 AF30"),
        ("US", "94103-1234", "94103-1234"),
    ],
)
def test_postcode_is_accepted_as_people_write_it(country: str, written: str, stored: str) -> None:
    assert COUNTRIES[country].normalise(written) == stored


@pytest.mark.parametrize(
    ("country", "written"),
    [("DE", "1011"), ("DE", "F-75001"), ("LU", "D-10115"), ("GB", "10115"), ("AT", "A1")],
)
def test_postcode_of_another_country_is_refused(country: str, written: str) -> None:
    assert COUNTRIES[country].normalise(written) is None


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("\u017fam@example.com", "sam@example.com"),
        ("Ada@Example.COM", "ada@example.com"),
        ("\uff41\uff44\uff41@example.com", "ada@example.com"),
        ("ada@M\xdcNCHEN.example", "ada@m\xfcnchen.example"),
        ("ada@XN--mnchen-3ya.example", "ada@m\xfcnchen.example"),
        ("ada@mu\u0308nchen.example", "ada@m\xfcnchen.example"),
        ('"Ada,L."@example.com', '"ada,l."@example.com'),
    ],
)
def test_checkout_stores_one_spelling_of_an_address(written: str, stored: str) -> None:
    form = CheckoutForm({"email": written})
    form.is_valid()
    assert form.cleaned_data["email"] == stored


@pytest.mark.parametrize(
    "written",
    [
        "ß\u0130@",
        "żółw@example.com",
        "ada@[127.0.0.1]",
        "ada@localhost",
        "a" * 65 + "@example.com",
        "=?utf-8?q?ada?=@example.com",
        "=?utf-8?q?ada=40example.org=2c?=@example.com",
        '"=?utf-8?q?ada?="@example.com',
    ],
)
def test_checkout_refuses_what_no_mail_server_takes(written: str) -> None:
    assert "email" in CheckoutForm({"email": written}).errors


@pytest.mark.parametrize("text", [*INVISIBLE, "\u200b\n\u2060"])
@pytest.mark.parametrize("form", TEXTS_IN_LINES)
def test_texts_in_lines_need_visible_characters(form: TextForm, text: str) -> None:
    assert form({"text": text}).errors["text"] == ["This field is required."]


@pytest.mark.parametrize("text", ["a\u202eb", "a\x1b[1m\nb", "a\x9bb", "a\x00b", "a\ufffeb"])
@pytest.mark.parametrize("form", TEXTS_IN_LINES)
def test_texts_in_lines_have_no_controls(form: TextForm, text: str) -> None:
    assert "not supported" in form({"text": text}).errors["text"][0]


@pytest.mark.parametrize("form", TEXTS_IN_LINES)
def test_texts_in_lines_have_one_kind_of_line_end(form: TextForm) -> None:
    valid = form({"text": "\tYes,\r\nplease:\u2028two\rboxes\x0b "})
    assert not valid.errors
    assert valid.cleaned_data["text"] == "Yes,\nplease:\ntwo\nboxes"
