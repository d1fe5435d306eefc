"""What may be typed into the checkout, field by field."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders.countries import COUNTRIES
from orders.forms import CheckoutForm
from tests.orders.pages.visitor import ANSWERS


def wide(digits: str) -> str:
    """The same digits as Chinese type sets them: digits, and not those of a form."""
    return "".join(chr(ord(digit) + 0xFEE0) for digit in digits)


POSTCODES = [
    ("DE", "10115", "10115"),
    ("DE", " 1 0115 ", "10115"),
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
    ("DE", wide("10115")),
    ("GB", "10115"),
    ("FR", "7500"),
    ("US", "9410"),
    ("NL", "AB1012"),
]


def errors_of(**answers: str) -> dict[str, list[str]]:
    form = CheckoutForm({**ANSWERS, **answers})
    return {field: [str(error) for error in errors] for field, errors in form.errors.items()}


def test_a_form_without_mistakes_is_a_contact_and_a_card() -> None:
    form = CheckoutForm({**ANSWERS, "name": " Ada\n Lovelace\t", "card_expiry": "3/99"})

    assert form.is_valid(), form.errors
    assert form.contact.name == "Ada Lovelace"
    assert form.contact.postcode == "SW1Y 4JH"
    assert (form.card.number, form.card.cvc) == ("4242424242424242", "123")
    assert (form.card.expiry_month, form.card.expiry_year) == (3, 2099)


@pytest.mark.parametrize(("country", "typed", "written"), POSTCODES)
def test_postcodes_are_written_as_in_their_country(country: str, typed: str, written: str) -> None:
    form = CheckoutForm({**ANSWERS, "country": country, "postcode": typed})

    assert form.is_valid(), form.errors
    assert form.contact.postcode == written


@pytest.mark.parametrize(("country", "typed"), NOT_POSTCODES)
def test_a_wrong_postcode_is_answered_with_a_right_one(country: str, typed: str) -> None:
    (message,) = errors_of(country=country, postcode=typed)["postcode"]

    assert COUNTRIES[country].name in message
    assert COUNTRIES[country].example in message


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_examples_of_a_country_are_postcodes_there(country: str) -> None:
    for example in COUNTRIES[country].example.split(" or "):
        assert errors_of(country=country, postcode=example) == {}


@pytest.mark.parametrize("email", ["", "ada", "ada@", "@example.com", "a b@example.com", "a" * 300])
def test_an_address_that_no_mail_reaches_is_refused(email: str) -> None:
    assert "email" in errors_of(email=email)


@pytest.mark.parametrize("field", ["name", "address", "city", "postcode"])
@pytest.mark.parametrize("typed", ["", "   ", "\x00", "a\x07b", "a" * 300])
def test_what_cannot_be_written_on_a_parcel_is_refused(field: str, typed: str) -> None:
    assert field in errors_of(**{field: typed})


@pytest.mark.parametrize("name", ["Ødegård", "王秀英", "O'Brien-Smith", "🦊 Fox & Söhne"])
def test_names_are_written_in_any_script(name: str) -> None:
    assert errors_of(name=name) == {}


@pytest.mark.parametrize("country", ["", "XX", "de", "Germany"])
def test_we_deliver_to_the_countries_on_the_list_alone(country: str) -> None:
    assert "country" in errors_of(country=country)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("", "Type the number"),
        ("4242", "12 to 19 digits"),
        ("4242 4242 4242 424x", "12 to 19 digits"),
        (wide("4242424242424242"), "12 to 19 digits"),
        ("4242 4242 4242 4241", "A digit of this number is wrong"),
    ],
)
def test_a_card_number_has_its_own_check(number: str, message: str) -> None:
    (error,) = errors_of(card_number=number)["card_number"]

    assert message in error


@pytest.mark.parametrize("number", ["4242-4242-4242-4242", "3782 822463 10005", "5555555555554444"])
def test_a_card_number_is_typed_with_or_without_gaps(number: str) -> None:
    assert errors_of(card_number=number) == {}


@pytest.mark.parametrize("expiry", ["", "13/30", "00/30", "1230x", "2030", "12", "december"])
def test_an_expiry_is_a_month_and_a_year(expiry: str) -> None:
    (error,) = errors_of(card_expiry=expiry)["card_expiry"]

    assert "month and year" in error


@pytest.mark.parametrize("expiry", ["1/30", "01/30", "01-30", "0130", "01 / 30", "01/2030"])
def test_an_expiry_is_typed_in_many_ways(expiry: str) -> None:
    form = CheckoutForm({**ANSWERS, "card_expiry": expiry})

    assert form.is_valid(), form.errors
    assert (form.card.expiry_month, form.card.expiry_year) == (1, 2030)


def test_a_card_is_good_until_the_end_of_its_month() -> None:
    today = timezone.localdate()
    last_month = today.replace(day=1) - timedelta(days=1)

    assert errors_of(card_expiry=f"{today:%m/%y}") == {}
    (error,) = errors_of(card_expiry=f"{last_month:%m/%y}")["card_expiry"]
    assert "has expired" in error


@pytest.mark.parametrize("code", ["", "12", "12345", "abc", wide("123")])
def test_a_security_code_has_three_or_four_digits(code: str) -> None:
    assert "card_cvc" in errors_of(card_cvc=code)
