"""The invariants of the shop in SQL: each query returns the rows that contradict it.

They use no model and no service, so a mistake in those cannot hide here.
"""

from collections.abc import Iterator

from django.db import connection

from events.registry import registry

CONTRADICTIONS = {
    "stock is conserved and not negative": """
        SELECT sku FROM inventory_stock
        WHERE available + reserved + sold <> received - lost OR least(available, reserved, sold) < 0
    """,
    "pending orders reserve their lines, paid ones have bought theirs": """
        SELECT stock.sku FROM inventory_stock stock LEFT JOIN (
            SELECT line.sku,
                sum(quantity) FILTER (WHERE status = 'pending') AS reserved,
                sum(quantity) FILTER (WHERE status IN ('completed', 'shipped', 'delivered')) AS sold
            FROM orders_line line JOIN orders_order o ON o.id = line.order_id GROUP BY line.sku
        ) ordered USING (sku)
        WHERE stock.reserved <> coalesce(ordered.reserved, 0)
            OR stock.sold <> coalesce(ordered.sold, 0)
    """,
    "offers show the available pieces": """
        SELECT sku FROM inventory_stock JOIN orders_offer offer USING (sku)
        WHERE offer.available <> inventory_stock.available
    """,
    "a captured charge belongs to a payment": """
        SELECT key FROM orders_charge charge WHERE status = 'captured'
            AND NOT EXISTS (SELECT FROM orders_payment p WHERE p.id::text = charge.key)
    """,
    "the bank has the total of each order that is kept, and nothing of the others": """
        SELECT o.id, o.status FROM orders_order o LEFT JOIN (
            SELECT payment.order_id, sum(charge.amount - charge.refunded) AS taken
            FROM orders_payment payment JOIN orders_charge charge ON charge.key = payment.id::text
            WHERE charge.status = 'captured' GROUP BY payment.order_id
        ) bank ON bank.order_id = o.id
        WHERE coalesce(bank.taken, 0) <> CASE
            WHEN o.status IN ('completed', 'shipped', 'delivered') THEN o.total ELSE 0 END
    """,
    "an order that was paid has one captured payment": """
        SELECT o.id, o.status FROM orders_order o LEFT JOIN orders_payment payment
            ON payment.order_id = o.id AND payment.status = 'captured'
        GROUP BY o.id HAVING count(payment.id) <> (o.paid_at IS NOT NULL)::int
    """,
    "each refund was made once at the bank": """
        SELECT refund.id, bank.key FROM orders_refund refund
        FULL JOIN orders_chargerefund bank ON bank.key = refund.id::text
        WHERE refund.status IS DISTINCT FROM 'paid' OR refund.amount IS DISTINCT FROM bank.amount
    """,
    "no order is still waiting": "SELECT id FROM orders_order WHERE status = 'pending'",
    "each order has one basket": """
        SELECT o.id FROM orders_order o LEFT JOIN orders_basket basket ON basket.order_id = o.id
        GROUP BY o.id HAVING count(basket.id) <> 1
    """,
    "each customer submitted one order": """
        SELECT name FROM orders_order GROUP BY name HAVING count(*) > 1
    """,
    "each paid order has one receipt, and no other order has one": """
        SELECT o.id, o.status FROM orders_order o LEFT JOIN notifications_message receipt
            ON receipt.order_id = o.id AND receipt.type = 'receipt'
        GROUP BY o.id HAVING count(receipt.id) <> (o.paid_at IS NOT NULL)::int
    """,
    "each message that wants an e-mail was sent": """
        SELECT id FROM notifications_message WHERE wants_email AND sent_at IS NULL
    """,
    "no message was written twice": """
        SELECT event_id, type FROM notifications_message
        GROUP BY event_id, type, recipient_id, email HAVING count(*) > 1
    """,
    "an order earns a point for each whole unit that was paid for goods and kept": """
        SELECT o.id, o.status FROM orders_order o LEFT JOIN loyalty_entry entry
            ON entry.order_id = o.id AND entry.type IN ('award', 'reversal')
        WHERE o.customer_id IS NOT NULL
        GROUP BY o.id HAVING coalesce(sum(entry.points), 0)
            <> CASE WHEN o.status IN ('completed', 'shipped', 'delivered')
                THEN floor(o.goods_paid) ELSE 0 END
    """,
    "redeemed points of an order that is not kept are returned": """
        SELECT o.id FROM orders_order o JOIN loyalty_entry entry
            ON entry.order_id = o.id AND entry.type IN ('redemption', 'return')
        WHERE o.status NOT IN ('completed', 'shipped', 'delivered')
        GROUP BY o.id HAVING sum(entry.points) <> 0
    """,
    "balances equal their ledgers": """
        SELECT account.customer_id FROM loyalty_account account LEFT JOIN loyalty_entry entry
            ON entry.account_id = account.customer_id
        GROUP BY account.customer_id
        HAVING account.balance - account.debt <> coalesce(sum(entry.points), 0)
    """,
    "each step of an order is stored once": """
        SELECT o.id, step.signal FROM orders_order o CROSS JOIN LATERAL (VALUES
            ('orders.order_placed', true), ('orders.order_completed', o.paid_at IS NOT NULL),
            ('orders.order_cancelled', o.status = 'cancelled'),
            ('orders.order_shipped', o.shipped_at IS NOT NULL),
            ('orders.order_delivered', o.delivered_at IS NOT NULL),
            ('orders.order_refunded', o.status = 'refunded')
        ) step (signal, taken)
        LEFT JOIN events_storedevent event
            ON event.correlation_id = o.id AND event.signal = step.signal
        GROUP BY o.id, step.signal, step.taken HAVING count(event.id) <> step.taken::int
    """,
    "each event belongs to an order that exists": """
        SELECT id, signal FROM events_storedevent event WHERE signal ^@ 'orders.'
            AND NOT EXISTS (SELECT FROM orders_order o WHERE o.id = event.correlation_id)
    """,
    "each payment is requested by one event": """
        SELECT payment.id FROM orders_payment payment LEFT JOIN events_storedevent event
            ON event.correlation_id = payment.order_id AND event.signal = 'orders.payment_requested'
            AND event.payload ->> 'payment_id' = payment.id::text
        GROUP BY payment.id HAVING count(event.id) <> 1
    """,
    "no minute was published twice": """
        SELECT payload ->> 'minute' FROM events_storedevent WHERE signal = 'events.minute_passed'
        GROUP BY 1 HAVING count(*) > 1
    """,
    "each delivery is made; only the clock may miss one, as the next minute makes up for it": """
        SELECT receiver, status, attempts, last_error FROM events_delivery
        WHERE mode = 'durable' AND status <> 'done'
            AND NOT (status = 'failed' AND signal = 'events.minute_passed')
    """,
}
_UNDELIVERED = """
    SELECT event.id, wired.signal, wired.receiver
    FROM (VALUES {}) wired (signal, receiver) JOIN events_storedevent event USING (signal)
    WHERE NOT EXISTS (
        SELECT FROM events_delivery d WHERE d.event_id = event.id AND d.receiver = wired.receiver
    )
"""


def contradictions() -> Iterator[str]:
    """Yield what is wrong: the invariant, and the first rows that contradict it."""
    wired = [(each.signal, each.receiver) for each in registry.durable()]
    undelivered = _UNDELIVERED.format(", ".join(["(%s, %s)"] * len(wired)))
    every_receiver = [value for pair in wired for value in pair]
    with connection.cursor() as cursor:
        for invariant, sql in CONTRADICTIONS.items():
            cursor.execute(sql)
            if rows := cursor.fetchmany(5):
                yield f"{invariant}: {rows}"
        cursor.execute(undelivered, every_receiver)
        if rows := cursor.fetchmany(5):
            yield f"each durable receiver gets each event: {rows}"
