"""Who may do what: a rule for every address, and for every list and action of the admin.

A rule names the roles that are let in by GET and by POST. Everyone else is refused: by a login
page, 403, 404 or 405.
"""

from dataclasses import dataclass, field
from typing import Any

ANONYMOUS = "anonymous"
ADA = "Ada"  # the customer who owns the order, the message and the account of the examples
BEN = "Ben"  # another customer
STAFF = "staff without permission"
FULFILMENT, SUPPORT, STOCK, OWNER = "Fulfilment", "Support", "Stock", "Owner"
SUPERUSER = "superuser"

type Roles = frozenset[str]

LOGIN_PAGES = ("/account/login/", "/admin/login/")

GROUPS = frozenset({FULFILMENT, SUPPORT, STOCK, OWNER})
ALL_STAFF = GROUPS | {STAFF, SUPERUSER}
SIGNED_IN = ALL_STAFF | {ADA, BEN}
EVERYONE = SIGNED_IN | {ANONYMOUS}
NOT_STAFF = EVERYONE - ALL_STAFF
NO_ROLE: Roles = frozenset()
OWNERS = frozenset({OWNER, SUPERUSER})
SERVES = OWNERS | {SUPPORT}  # customers
HANDLES = OWNERS | {FULFILMENT, SUPPORT}  # orders
SHELVES = OWNERS | {STOCK}  # goods
SEES_GOODS = SHELVES | {FULFILMENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The roles that an address lets in."""

    get: Roles = NO_ROLE
    post: Roles = NO_ROLE


def page(roles: Roles) -> Rule:
    return Rule(get=roles)


def form(roles: Roles) -> Rule:
    return Rule(get=roles, post=roles)


def button(roles: Roles) -> Rule:
    return Rule(post=roles)


READS_ORDER = HANDLES | {ADA}

SHOP = {
    "inventory:catalogue": page(EVERYONE),
    "inventory:product": page(EVERYONE),
    "inventory:sitemap_index": form(EVERYONE),  # Django's view does not ask for the method
    "inventory:sitemap": form(EVERYONE),
    "orders:basket": page(EVERYONE),
    "orders:basket_add": button(EVERYONE),
    "orders:basket_undo": button(EVERYONE),
    "orders:basket_update": button(EVERYONE),
    "orders:checkout": form(EVERYONE),
    "orders:orders": page(EVERYONE),
    "orders:order_link": page(EVERYONE),  # the link is the proof
    "orders:order": page(READS_ORDER),
    "orders:buy_again": button(READS_ORDER),
    "orders:pay": button(READS_ORDER),
    "orders:cancel": button(READS_ORDER),
    "loyalty:loyalty": page(SIGNED_IN),
    "notifications:inbox": form(SIGNED_IN),
    "notifications:preferences": form(SIGNED_IN),
    "notifications:message": page(frozenset({ADA})),
    "notifications:stock_alert": button(EVERYONE),
    "notifications:unsubscribe": form(EVERYONE),  # the link is the proof
    "account": page(SIGNED_IN),
    "login": form(EVERYONE),
    "logout": button(EVERYONE),
    "second_factor": form(ALL_STAFF),
    "signup": form(EVERYONE),
    "link_sent": page(EVERYONE),
    "confirm_sign_up": form(EVERYONE),  # the link and the password are the proof
    "email_change": form(SIGNED_IN),
    "confirm_email_change": form(EVERYONE),  # the link is the proof
    "addresses": page(SIGNED_IN),
    "address_add": form(SIGNED_IN),
    "address": form(frozenset({ADA})),
    "address_default": button(frozenset({ADA})),
    "address_delete": button(SIGNED_IN),  # deletes nothing of another customer
    "personal_data": page(SIGNED_IN),
    "export_data": button(SIGNED_IN),
    "close_account": form(SIGNED_IN),
    "password_change": form(SIGNED_IN),
    "password_reset": form(EVERYONE),
    "password_reset_done": page(EVERYONE),
    "password_reset_confirm": form(EVERYONE),  # the link is the proof
    "flatpage": form(EVERYONE),  # Django's view does not ask for the method
    "style": page(NO_ROLE),  # only with DEBUG or DEMO
    "robots": page(EVERYONE),
    "favicon": page(EVERYONE),
    "media": page(EVERYONE),
    "events:map": page(OWNERS),
    "events:map_json": page(OWNERS),
    "events:map_mermaid": page(OWNERS),
    "events:event_log": page(OWNERS),
    "events:failed": page(OWNERS),
    "events:flow": page(OWNERS),
    "events:flow_json": page(OWNERS),
    "events:event": page(OWNERS),
    "events:retry": button(OWNERS),
    "events:replay": button(OWNERS),
    "admin:index": form(ALL_STAFF),
    "admin:login": form(EVERYONE),
    "admin:logout": button(ALL_STAFF),
    "admin:password_change": form(ALL_STAFF),
    "admin:password_change_done": page(ALL_STAFF),
    "admin:jsi18n": page(ALL_STAFF),
    "admin:autocomplete": page(SERVES),  # of customers, for the form that grants points
    "admin:view_on_site": form(ALL_STAFF),
    "admin:app_list": form(HANDLES | SHELVES),  # the example is the list of orders
    "admin:orders_order_step": form(HANDLES),
    "admin:orders_order_export": form(HANDLES),
    "admin:orders_order_import": form(HANDLES),
    "admin:orders_order_import_progress": form(HANDLES),
    "admin:accounts_user_note": form(SERVES),
    "admin:notifications_message_resend": form(SERVES),  # a GET changes nothing
    "admin:inventory_product_import": form(SHELVES),
    "admin:inventory_product_import_progress": form(SHELVES),
    "admin:inventory_product_export": form(SEES_GOODS),
    "admin:inventory_stock_import": form(SHELVES),
    "admin:inventory_stock_import_progress": form(SHELVES),
    "admin:inventory_stock_export": form(SEES_GOODS),
    "admin:auth_user_password_change": form(NO_ROLE),  # each account resets its own
    "admin/(?P<url>.*)$": form(NO_ROLE),  # nothing is there
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The roles that see, add, change and delete the rows of a model, and take its actions."""

    view: Roles
    add: Roles = NO_ROLE
    change: Roles = NO_ROLE
    delete: Roles = NO_ROLE
    actions: dict[str, Roles] = field(default_factory=dict)


ADMIN = {
    "orders.order": Records(
        view=HANDLES,
        actions=dict.fromkeys(
            ("ship", "deliver", "print_packing_slips", "print_labels", "cancel", "refund"), HANDLES
        ),
    ),
    "orders.offer": Records(view=HANDLES | SHELVES),
    "orders.basket": Records(view=HANDLES),
    "orders.payment": Records(view=HANDLES),
    "orders.refund": Records(view=HANDLES),
    "orders.charge": Records(view=HANDLES),
    "inventory.category": Records(view=SEES_GOODS, add=SHELVES, change=SHELVES),
    "inventory.product": Records(
        view=SEES_GOODS,
        add=SHELVES,
        change=SHELVES,
        actions={"withdraw": SHELVES, "put_on_sale": SHELVES},
    ),
    "inventory.stock": Records(view=SEES_GOODS, change=SHELVES, actions={"receive": SHELVES}),
    "inventory.movement": Records(view=SEES_GOODS),
    "inventory.reorder": Records(view=SEES_GOODS, actions={"mark_ordered": SHELVES}),
    "notifications.message": Records(view=SERVES, actions={"resend": SERVES}),
    "notifications.emailpreference": Records(view=SERVES),
    "notifications.stockalert": Records(view=SERVES, actions={"cancel_all": OWNERS}),
    "loyalty.account": Records(view=SERVES),
    "loyalty.entry": Records(view=SERVES, add=SERVES),
    "auth.group": Records(
        view=OWNERS,
        add=OWNERS,
        change=OWNERS,
        delete=OWNERS,
        actions={"delete_selected": OWNERS},
    ),
    "flatpages.flatpage": Records(view=OWNERS, add=OWNERS, change=OWNERS, delete=OWNERS),
    "accounts.user": Records(
        view=SERVES,
        add=OWNERS,
        change=OWNERS,
        actions={"export_data": SERVES, "close_accounts": OWNERS},
    ),
    "events.storedevent": Records(view=OWNERS),
    "events.delivery": Records(view=OWNERS, actions={"retry": OWNERS}),
    "events.refusal": Records(view=OWNERS),
    "otp_totp.totpdevice": Records(view=OWNERS, delete=OWNERS, actions={"delete_selected": OWNERS}),
    "axes.accessattempt": Records(view=OWNERS, delete=OWNERS, actions={"delete_selected": OWNERS}),
}


def rules() -> dict[str, Rule]:
    """Return the rule of every address by its name; without a name, by its route."""
    found = dict(SHOP)
    for label, records in ADMIN.items():
        app, model = label.split(".")
        prefix = f"admin:{app}_{model}"
        found[f"{prefix}_changelist"] = form(records.view)
        found[f"{prefix}_add"] = form(records.add)
        found[f"{prefix}_change"] = Rule(get=records.view | records.change, post=records.change)
        found[f"{prefix}_delete"] = form(records.delete)
        found[f"{prefix}_history"] = form(records.view)
        # An address of older versions of Django, which redirects to the object.
        found[f"admin/{app}/{model}/<path:object_id>/"] = form(ALL_STAFF)
    return found


def is_refused(response: Any) -> bool:
    """Return whether the answer keeps the visitor out."""
    if response.status_code == 302:
        to = response.headers["Location"]
        signed_out_of_admin = to == "/admin/" and not response.wsgi_request.user.is_staff
        return to.startswith(LOGIN_PAGES) or signed_out_of_admin
    return response.status_code in (403, 404, 405)
