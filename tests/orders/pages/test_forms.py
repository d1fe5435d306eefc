"""The fields of the checkout and of the card form."""

from datetime import UTC, date, datetime

import pytest

from orders.forms import CheckoutForm
from orders.gateway.card_form import CardForm
from storefront.countries import COUNTRIES
from tests.orders.pages.visitor import ANSWERS


def wide(digits: str) -> str:
    """The same digits as Chinese type sets them: digits, and not those of a form."""
    return "".join(chr(ord(digit) + 0xFEE0) for digit in digits)


POSTCODES = [
    ("DE", "10115", "10115"),
    ("DE", " 1 0115 ", "10115"),
    ("DE", "D-10115", "10115"),
    ("DE", "DE\u201310115", "10115"),
    ("DE", wide("10115"), "10115"),
    ("LU", "L-1009", "1009"),
    ("LU", "l - 1009", "1009"),
    ("SE", "S-111 20", "111 20"),
    ("CH", "CH-8001", "8001"),
    ("AT", "1010", "1010"),
    ("CH", "8001", "8001"),
    ("FR", "75001", "75001"),
    ("GB", "sw1a1aa", "SW1A 1AA"),
    ("GB", "M1 1AE", "M1 1AE"),
    ("GB", "cr2-6xh", "CR2 6XH"),
    ("IE", "d02af30", "D02 AF30"),
    ("NL", "1012ab", "1012 AB"),
    ("PL", "00001", "00-001"),
    ("PT", "1000 001", "1000-001"),
    ("SE", "11120", "111 20"),
    ("US", "94103", "94103"),
    ("US", "941031234", "94103-1234"),
]
NOT_POSTCODES = [
    ("DE", "1011"),
    ("DE", "SW1A 1AA"),
    ("DE", "\u0661\u0660\u0661\u0661\u0665"),
    ("GB", "10115"),
    ("FR", "7500"),
    ("US", "9410"),
    ("NL", "AB1012"),
]


def errors_of(**answers: str) -> dict[str, list[str]]:
    filled = {**ANSWERS, **answers}
    errors = {**CheckoutForm(filled).errors, **CardForm(filled).errors}
    return {field: [str(error) for error in found] for field, found in errors.items()}


def test_valid_forms_yield_a_contact_and_a_token() -> None:
    filled = {**ANSWERS, "name": " Ada\n Lovelace\t", "card_expiry": "3/99"}
    form, payment = CheckoutForm(filled), CardForm(filled)

    assert form.is_valid(), form.errors
    assert payment.is_valid(), payment.errors
    assert form.contact.name == "Ada Lovelace"
    assert form.contact.postcode == "SW1Y 4JH"
    assert payment.token == "test Visa 4242"


@pytest.mark.parametrize(("country", "typed", "written"), POSTCODES)
def test_postcode_is_normalised(country: str, typed: str, written: str) -> None:
    state = "CA" if country == "US" else ""
    form = CheckoutForm({**ANSWERS, "country": country, "postcode": typed, "state": state})

    assert form.is_valid(), form.errors
    assert form.contact.postcode == written


@pytest.mark.parametrize(("country", "typed"), NOT_POSTCODES)
def test_invalid_postcode_is_answered_with_an_example(country: str, typed: str) -> None:
    (message,) = errors_of(country=country, postcode=typed)["postcode"]

    assert COUNTRIES[country].name in message
    assert COUNTRIES[country].example in message


@pytest.mark.parametrize("country", COUNTRIES)
def test_example_of_a_country_is_valid(country: str) -> None:
    for example in COUNTRIES[country].example.split(" or "):
        state = "CA" if country == "US" else ""
        assert errors_of(country=country, postcode=example, state=state) == {}


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "ada@",
        "@example.com",
        "a b@example.com",
        "a@b@c",
        "ada@localhost",
        "ada@[127.0.0.1]",
        "zoë@example.com",
        "ada\u200b@example.com",
        "a" * 65 + "@example.com",
        "ada@" + "a" * 250 + ".com",
        "\u0130" * 100 + "@example.com",
    ],
)
def test_undeliverable_email_is_refused(email: str) -> None:
    assert "email" in errors_of(email=email)


@pytest.mark.parametrize("field", ["name", "address", "city", "postcode"])
@pytest.mark.parametrize(
    "typed", ["", "   ", "\x00", "a\x07b", "a" * 300, "\u200b\u200b", "\u2060\u3164", "\ufe0f"]
)
def test_empty_or_unsupported_text_is_refused(field: str, typed: str) -> None:
    assert field in errors_of(**{field: typed})


@pytest.mark.parametrize("name", ["Ødegård", "王秀英", "O'Brien-Smith", "🦊 Fox & Söhne"])
def test_names_can_use_any_script(name: str) -> None:
    assert errors_of(name=name) == {}


def test_state_is_required_in_the_united_states_only() -> None:
    assert "state" in errors_of(country="US", postcode="94103")
    assert errors_of(country="US", postcode="94103", state="XX")["state"]
    form = CheckoutForm({**ANSWERS, "state": "CA"})
    assert form.is_valid()
    assert form.contact.state == ""


@pytest.mark.parametrize("country", ["", "XX", "de", "Germany"])
def test_other_countries_are_refused(country: str) -> None:
    assert "country" in errors_of(country=country)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("", "Enter the number"),
        ("4242", "12 to 19 digits"),
        ("4242 4242 4242 424x", "12 to 19 digits"),
        (wide("4242424242424242"), "12 to 19 digits"),
        ("4242 4242 4242 4241", "One of the digits is wrong"),
    ],
)
def test_invalid_card_number_is_refused(number: str, message: str) -> None:
    (error,) = errors_of(card_number=number)["card_number"]

    assert message in error


@pytest.mark.parametrize(
    "number", ["4242-4242-4242-4242", "4242 4242 4242 4242", "4242424242424242"]
)
def test_card_number_can_contain_gaps(number: str) -> None:
    assert errors_of(card_number=number) == {}


@pytest.mark.parametrize("expiry", ["", "13/30", "00/30", "1230x", "2030", "12", "december"])
def test_invalid_expiry_is_refused(expiry: str) -> None:
    (error,) = errors_of(card_expiry=expiry)["card_expiry"]

    assert "month and year" in error


@pytest.mark.parametrize("expiry", ["1/30", "01/30", "01-30", "0130", "01 / 30", "01/2030"])
def test_expiry_formats(expiry: str) -> None:
    form = CardForm({**ANSWERS, "card_expiry": expiry})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["card_expiry"] == date(2030, 1, 1)


@pytest.mark.parametrize(
    ("now", "valid"),
    [
        (datetime(2027, 1, 31, 23, 59, tzinfo=UTC), True),
        (datetime(2027, 2, 1, 4, 0, tzinfo=UTC), True),  # 31 January, 20:00 in San Francisco
        (datetime(2027, 2, 1, 12, 0, tzinfo=UTC), False),
    ],
)
def test_card_is_valid_until_its_month_ends_everywhere(
    now: datetime, valid: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    assert ("card_expiry" in errors_of(card_expiry="01/27")) is not valid


@pytest.mark.parametrize("code", ["", "12", "12345", "abc", wide("123")])
def test_invalid_security_code_is_refused(code: str) -> None:
    assert "card_cvc" in errors_of(card_cvc=code)
