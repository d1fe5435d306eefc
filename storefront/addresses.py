"""A postal address, as apps store it and exchange it."""

from dataclasses import dataclass

from storefront.countries import COUNTRIES


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    """A person's address; `country` is an ISO 3166 code, `state` a US state or empty."""

    name: str
    address: str
    postcode: str
    city: str
    country: str
    state: str = ""

    def __str__(self) -> str:
        country = COUNTRIES.get(self.country)
        town = f"{self.postcode} {self.city}"
        parts = (self.name, self.address, town, self.state, country.name if country else "")
        return ", ".join(part for part in parts if part)


ADDRESS_FIELDS = ("name", "address", "postcode", "city", "state", "country")
