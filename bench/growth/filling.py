"""Fill a shop by SQL: products, orders with all that belongs to them, events and deliveries.

One order is placed, paid, shipped and delivered through the services. Every further order is a
copy of its rows, with ids in the order of time. All orders together cover the same 81 days,
however many there are: some pages look at what is older than a month.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from accounts.models import User
from bench.explorer.filling import one_order
from events.models import StoredEvent
from inventory import services
from inventory.models import Category

_SECONDS = 81 * 24 * 60 * 60  # from the first order to the last
_CATEGORIES = 20
_CUSTOMER_ORDERS = 10  # of each customer
_EVENTS_OF_AN_ORDER = 5
_WORDS = (
    "amber brass canvas cedar copper cotton crystal felt glass granite hazel ivory jute "
    "leather linen maple marble oak olive paper pewter pine silk silver slate stone velvet "
    "walnut wicker wool"
)
_THINGS = "basket blanket bowl candle clock cup jar kite lamp mug pillow plate teapot tray vase"

_HELPERS = """
    CREATE FUNCTION pg_temp.id_of(at timestamptz, salt text) RETURNS uuid IMMUTABLE LANGUAGE sql
    AS $$ SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
        || substr(md5(salt), 1, 3) || '8' || substr(md5(salt), 4, 15))::uuid $$
"""
_PRODUCTS = """
    WITH words AS (SELECT string_to_array(%(words)s, ' ') AS w, string_to_array(%(things)s, ' ') t),
    made AS (
        SELECT 'GROWN-' || lpad(n::text, 7, '0') AS sku, 'grown-' || n AS slug,
            initcap(w[1 + n %% 30]) || ' ' || t[1 + n / 30 %% 15] || ' ' || n AS name,
            now() - n * interval '1 minute' AS created, n
        FROM words, generate_series(1, %(products)s) AS n
    ), products AS (
        INSERT INTO inventory_product (sku, slug, name, description, price, emoji, photo, status,
            created, updated, category_id)
        SELECT sku, slug, name, 'Made to last, of good material, by people who know how. '
            || w[1 + n * 7 %% 30], 5 + n %% 200, '', '', 'on_sale', created, created,
            (SELECT min(id) FROM inventory_category) + n %% %(categories)s
        FROM made, words
    ), stock AS (
        INSERT INTO inventory_stock (sku, available, reserved, sold, received, lost, threshold)
        SELECT sku, 100000, 0, 0, 100000, 0, 5 FROM made
    ), offers AS (
        INSERT INTO orders_offer (sku, slug, name, emoji, photo, price, on_sale, available)
        SELECT sku, slug, name, '', '', 5 + n %% 200, TRUE, 100000 FROM made
    )
    INSERT INTO inventory_searchentry (product_id, name, text, listed)
    SELECT sku, lower(name), 'made to last of good material by people who know how '
        || w[1 + n * 7 %% 30], TRUE
    FROM made, words
"""
_CUSTOMERS = """
    INSERT INTO accounts_user (password, is_superuser, email, is_staff, is_active, date_joined,
        email_confirmed_at)
    SELECT '!', FALSE, 'customer-' || n || '@example.com', FALSE, TRUE, now(), now()
    FROM generate_series(1, %(customers)s) AS n
"""
_ACCOUNTS = """
    INSERT INTO loyalty_account (customer_id, balance, debt)
    SELECT id, 10, 0 FROM accounts_user WHERE email LIKE 'customer-%%'
"""
# The template's rows are copied with new ids; every table has its own list of what differs.
_NEW = """
    CREATE TEMPORARY TABLE grown AS SELECT n, at, pg_temp.id_of(at, 'order' || n) AS order_id,
        pg_temp.id_of(at, 'payment' || n) AS payment_id,
        (SELECT min(id) FROM accounts_user WHERE email LIKE 'customer-%%')
            + n / %(per_customer)s AS customer_id
    FROM (SELECT n, now() - n * %(seconds)s * interval '1 second' AS at
          FROM generate_series(1, %(orders)s) AS n) numbers
"""
# One visitor in ten leaves a basket with one line.
_BASKETS = """
    WITH visits AS (
        SELECT pg_temp.id_of(at, 'open' || n) AS id, pg_temp.id_of(at, 'guest' || n) AS guest_id,
            n, at
        FROM grown WHERE n %% 10 = 0
    ), baskets AS (
        INSERT INTO orders_basket (id, guest_id, version, changed_at)
        SELECT id, guest_id, 1, at FROM visits
    )
    INSERT INTO orders_basketline (basket_id, offer_id, quantity, price_seen)
    SELECT id, 'GROWN-' || lpad((1 + n * 7 %% %(products)s)::text, 7, '0'), 1, 5 FROM visits
"""
# Each order has two neighbouring products.
_SKU = "'GROWN-' || lpad((1 + (g.n * 7 + t.id) %% %(products)s)::text, 7, '0')"
_COPIES: dict[str, dict[str, str]] = {
    "orders_order": {
        "id": "g.order_id",
        "number": "'SHOP-' || to_hex(g.n + 268435456)",
        "customer_id": "g.customer_id",
        "email": "'customer-' || g.n / 10 || '@example.com'",
        "name": "'Customer ' || g.n",
        "tracking_number": "'T' || g.n",
        **dict.fromkeys(("placed_at", "paid_at", "shipped_at", "delivered_at"), "g.at"),
    },
    "orders_line": {"id": "", "order_id": "g.order_id", "sku": _SKU},
    "orders_payment": {
        "id": "g.payment_id",
        "order_id": "g.order_id",
        **dict.fromkeys(("created_at", "settled_at"), "g.at"),
    },
    "orders_basket": {
        "id": "pg_temp.id_of(g.at, 'basket' || g.n)",
        "order_id": "g.order_id",
        "customer_id": "g.customer_id",
        "changed_at": "g.at",
    },
    "orders_charge": {"id": "", "key": "g.payment_id::text", "created_at": "g.at"},
    "inventory_movement": {
        "id": "",
        "sku": _SKU,
        "order_id": "g.order_id",
        "event_id": "pg_temp.id_of(g.at, t.event_id::text || g.n)",
        "at": "g.at",
    },
    "loyalty_entry": {
        "id": "pg_temp.id_of(g.at, t.id::text || g.n)",
        "account_id": "g.customer_id",
        "order_id": "g.order_id",
        "event_id": "pg_temp.id_of(g.at, t.event_id::text || g.n)",
        "occurred_at": "g.at",
    },
    "notifications_message": {
        "id": "pg_temp.id_of(g.at, t.id::text || g.n)",
        "order_id": "g.order_id",
        "recipient_id": "g.customer_id",
        "event_id": "pg_temp.id_of(g.at, t.event_id::text || g.n)",
        **dict.fromkeys(("created_at", "sent_at", "read_at"), "g.at"),
    },
    "events_storedevent": {
        "id": "pg_temp.id_of(g.at, t.id::text || g.n)",
        "correlation_id": "g.order_id",
        "causation_id": "NULL",
        "occurred_at": "g.at",
    },
    "events_delivery": {
        "id": "",
        "event_id": "pg_temp.id_of(g.at, t.event_id::text || g.n)",
        "status": "'done'",
        "fencing_token": "NULL",
        **dict.fromkeys(("due_at", "started_at", "finished_at"), "g.at"),
    },
}
_CONDITIONS = {
    "orders_order": "t.id = %(order)s",
    "orders_charge": "TRUE",
    "events_storedevent": "t.id = ANY(%(events)s)",
    "events_delivery": "t.id = ANY(%(deliveries)s)",
}


def fill(*, products: int, orders: int) -> None:
    """Fill the empty tables; it takes minutes for a million orders."""
    for number in range(_CATEGORIES):
        services.save_category(
            category=Category(name=f"Shelf {number}", slug=f"shelf-{number}", hue=0)
        )
    User.objects.create_superuser("sam@example.com")
    category = Category.objects.all()[0]
    for number in (1, 2):
        sku = f"ARTICLE-{number}"
        services.add_product(
            sku=sku,
            slug=f"article-{number}",
            name=f"Article {number}",
            price=Decimal("20.00"),
            category=category,
        )
        services.receive_stock(sku=sku, quantity=100_000)
    order_id = one_order("ARTICLE-1", "ARTICLE-2", refund=False)
    events = StoredEvent.objects.filter(correlation_id=order_id, signal__startswith="orders.")
    chosen = list(events.order_by("id").values_list("id", flat=True)[:_EVENTS_OF_AN_ORDER])
    parameters: dict[str, Any] = {
        "order": order_id,
        "events": chosen,
        "words": _WORDS,
        "things": _THINGS,
        "products": products,
        "orders": orders,
        "customers": orders // _CUSTOMER_ORDERS + 1,
        "categories": _CATEGORIES,
        "per_customer": _CUSTOMER_ORDERS,
        "seconds": _SECONDS / orders,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        # Without the checks of foreign keys, which would take longer than the rows.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in (_HELPERS, _PRODUCTS, _CUSTOMERS, _ACCOUNTS, _NEW, _BASKETS):
            cursor.execute(statement, parameters)
        parameters["deliveries"] = _two_for_each(cursor, chosen)
        for table in _COPIES:
            cursor.execute(_copy_of(cursor, table), parameters)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _two_for_each(cursor: CursorWrapper, events: list[UUID]) -> list[int]:
    """Return the ids of two deliveries of each event; copies of the first where one is missing."""
    cursor.execute(
        """
        INSERT INTO events_delivery (event_id, signal, receiver, mode, queue, urgent, status,
            attempts, last_error, failures)
        SELECT event_id, signal, 'growth.receive_' || n, 'durable', 'default', FALSE, 'done', 1, '',
            '[]'
        FROM (SELECT id AS event_id, signal FROM events_storedevent WHERE id = ANY(%s)) e,
            generate_series(1, 2) AS n
        RETURNING id
        """,
        [events],
    )
    return [row[0] for row in cursor.fetchall()]


def _copy_of(cursor: CursorWrapper, table: str) -> str:
    """Return the statement that copies the template's rows of a table for every order."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    differs = _COPIES[table]
    columns = [name for (name,) in cursor.fetchall() if differs.get(name) != ""]
    values = [differs.get(name, f"t.{name}") for name in columns]
    condition = _CONDITIONS.get(table, "t.order_id = %(order)s")
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "  # noqa: S608
        f"FROM grown g, (SELECT * FROM {table} t WHERE {condition}) t"
    )
