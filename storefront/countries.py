"""The countries that the shop ships to, and the form of their postcodes."""

import re
from dataclasses import dataclass
from unicodedata import normalize


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country by its ISO 3166 code.

    `postcode` matches a postcode in capitals without spaces and hyphens; its groups, joined by
    `joint`, are the normalised postcode. `prefix` is the country's code on number plates, which
    many people write before the postcode, as in L-1009.
    """

    code: str
    name: str
    postcode: str
    example: str
    joint: str = " "
    prefix: str = ""

    def normalise(self, postcode: str) -> str | None:
        """Return the postcode as it is written in this country; None if it is not valid there."""
        text = normalize("NFKC", postcode).upper()
        for prefix in filter(None, (self.code, self.prefix)):
            text = re.sub(rf"^{prefix}(\s*{_HYPHEN}\s*|\s*(?=\d)|\s+)", "", text)
        compact = re.sub(rf"\s|{_HYPHEN}", "", text)
        match = re.fullmatch(self.postcode, compact, re.ASCII)
        return self.joint.join(filter(None, match.groups())) if match else None


_HYPHEN = "[-\u2010-\u2015\u2212]"
_FOUR = r"(\d{4})"
_FIVE = r"(\d{5})"

COUNTRIES = {
    country.code: country
    for country in (
        Country(code="AT", name="Austria", postcode=_FOUR, example="1010", prefix="A"),
        Country(code="BE", name="Belgium", postcode=_FOUR, example="1000", prefix="B"),
        Country(code="CZ", name="Czechia", postcode=r"(\d{3})(\d{2})", example="110 00"),
        Country(code="DK", name="Denmark", postcode=_FOUR, example="1050"),
        Country(code="FR", name="France", postcode=_FIVE, example="75001", prefix="F"),
        Country(code="DE", name="Germany", postcode=_FIVE, example="10115", prefix="D"),
        Country(
            code="IE",
            name="Ireland",
            postcode=r"([A-Z]\d[\dW])([A-Z\d]{4})",
            example="D02 AF30",
            prefix="IRL",
        ),
        Country(code="IT", name="Italy", postcode=_FIVE, example="00118", prefix="I"),
        Country(code="LU", name="Luxembourg", postcode=_FOUR, example="1009", prefix="L"),
        Country(code="NL", name="Netherlands", postcode=r"(\d{4})([A-Z]{2})", example="1012 AB"),
        Country(code="PL", name="Poland", postcode=r"(\d{2})(\d{3})", example="00-001", joint="-"),
        Country(
            code="PT",
            name="Portugal",
            postcode=r"(\d{4})(\d{3})",
            example="1000-001",
            prefix="P",
            joint="-",
        ),
        Country(code="ES", name="Spain", postcode=_FIVE, example="28001", prefix="E"),
        Country(code="SE", name="Sweden", postcode=r"(\d{3})(\d{2})", example="111 20", prefix="S"),
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

_STATES = """
Alabama AL,Alaska AK,Arizona AZ,Arkansas AR,California CA,Colorado CO,Connecticut CT,
Delaware DE,District of Columbia DC,Florida FL,Georgia GA,Hawaii HI,Idaho ID,Illinois IL,
Indiana IN,Iowa IA,Kansas KS,Kentucky KY,Louisiana LA,Maine ME,Maryland MD,
Massachusetts MA,Michigan MI,Minnesota MN,Mississippi MS,Missouri MO,Montana MT,
Nebraska NE,Nevada NV,New Hampshire NH,New Jersey NJ,New Mexico NM,New York NY,
North Carolina NC,North Dakota ND,Ohio OH,Oklahoma OK,Oregon OR,Pennsylvania PA,
Puerto Rico PR,Rhode Island RI,South Carolina SC,South Dakota SD,Tennessee TN,Texas TX,
Utah UT,Vermont VT,Virginia VA,Washington WA,West Virginia WV,Wisconsin WI,Wyoming WY
"""
US_STATES = [(state[-2:], state[:-3]) for state in _STATES.strip().replace("\n", "").split(",")]


def country_name(code: str) -> str:
    """Return the name of a country; the code itself if the shop does not ship there."""
    return COUNTRIES[code].name if code in COUNTRIES else code
