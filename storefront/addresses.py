"""A postal address, as apps store it and exchange it."""

from dataclasses import dataclass

from storefront.countries import country_name


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
        town = f"{self.postcode} {self.city}"
        parts = (self.name, self.address, town, self.state, country_name(self.country))
        return ", ".join(part for part in parts if part)


ADDRESS_FIELDS = ("name", "address", "postcode", "city", "state", "country")
