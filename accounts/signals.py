"""The events and the question of accounts. Events carry ids only, never an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from events.api import EventSignal, Question, Refused
from storefront.panels import Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRequested:
    """A visitor asked for an e-mail with a link: to sign up, reset a password, change an address.

    Published: in the transaction that stores the request, whether or not the address has an
    account; and for the notice to the previous address when a changed address is confirmed.
    Not published: for a request that exceeds a rate limit.
    May be refused by: no receiver.
    """

    request_id: UUID


link_requested = EventSignal(LinkRequested)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailConfirmed:
    """A customer proved that an e-mail address is theirs.

    Published: in the transaction that marks the address as confirmed: when a sign-up or a
    changed address is confirmed, or when a password is reset by e-mail for the first time.
    Not published: for an address that was already confirmed.
    May be refused by: no receiver.
    """

    customer_id: int


email_confirmed = EventSignal(EmailConfirmed)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountClosed:
    """An account is closed; each app erases or anonymises what it stores about the customer.

    Published: in the transaction that deletes the account, while its row still exists.
    Not published: for staff, whose access must be removed first, or for a closed account.
    May be refused by: any app with work in progress for the customer (AccountClosureRefused).
    """

    customer_id: int


account_closed = EventSignal(AccountClosed)


class AccountClosureRefused(Refused):
    """The account cannot be closed yet; the customer reads the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppData:
    """The data that one app stores about a customer, as values that JSON can hold."""

    app: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """Collect the personal data that each app stores about a customer.

    Asked: when a customer, or staff for a customer, exports their data.
    """

    customer_id: int


personal_data = Question(PersonalData, AppData)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPanels:
    """Collect the panels for the page of a customer in the admin.

    Asked: each time the page is shown. `permissions` are those of the member of staff, such as
    `orders.view_order`: answer with nothing that they do not cover.
    """

    customer_id: int
    permissions: frozenset[str]


customer_panels = Question(CustomerPanels, Panel)
