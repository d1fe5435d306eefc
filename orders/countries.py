"""Where the shop delivers to, and how a postcode is written there."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country by its ISO 3166 code.

    `postcode` matches a postcode in capitals without spaces and hyphens; its groups, joined
    by `joint`, are the postcode as it is written.
    """

    code: str
    name: str
    postcode: str
    example: str
    joint: str = " "

    def written(self, postcode: str) -> str | None:
        """The postcode as it is written in this country; None if it cannot be one."""
        compact = re.sub(r"[\s-]", "", postcode).upper()
        match = re.fullmatch(self.postcode, compact, re.ASCII)
        return self.joint.join(filter(None, match.groups())) if match else None


_FOUR = r"(\d{4})"
_FIVE = r"(\d{5})"

COUNTRIES = {
    country.code: country
    for country in (
        Country(code="AT", name="Austria", postcode=_FOUR, example="1010"),
        Country(code="BE", name="Belgium", postcode=_FOUR, example="1000"),
        Country(code="CZ", name="Czechia", postcode=r"(\d{3})(\d{2})", example="110 00"),
        Country(code="DK", name="Denmark", postcode=_FOUR, example="1050"),
        Country(code="FR", name="France", postcode=_FIVE, example="75001"),
        Country(code="DE", name="Germany", postcode=_FIVE, example="10115"),
        Country(
            code="IE",
            name="Ireland",
            postcode=r"([A-Z]\d[\dW])([A-Z\d]{4})",
            example="D02 AF30",
        ),
        Country(code="IT", name="Italy", postcode=_FIVE, example="00118"),
        Country(code="LU", name="Luxembourg", postcode=_FOUR, example="1009"),
        Country(code="NL", name="Netherlands", postcode=r"(\d{4})([A-Z]{2})", example="1012 AB"),
        Country(code="PL", name="Poland", postcode=r"(\d{2})(\d{3})", example="00-001", joint="-"),
        Country(
            code="PT", name="Portugal", postcode=r"(\d{4})(\d{3})", example="1000-001", joint="-"
        ),
        Country(code="ES", name="Spain", postcode=_FIVE, example="28001"),
        Country(code="SE", name="Sweden", postcode=r"(\d{3})(\d{2})", example="111 20"),
        Country(code="CH", name="Switzerland", postcode=_FOUR, example="8001"),
        Country(
            code="GB",
            name="United Kingdom",
            postcode=r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})",
            example="SW1A 1AA",
        ),
        Country(
            code="US",
            name="United States",
            postcode=r"(\d{5})(\d{4})?",
            example="94103 or 94103-1234",
            joint="-",
        ),
    )
}
