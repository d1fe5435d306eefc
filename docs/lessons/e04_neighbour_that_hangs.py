"""A worker of loyalty freezes. Why can inventory not sell?

A worker holds the row of Ada's points in an open transaction, and does nothing. Ada's checkout
reserves stock, then redeems points. Kim has no points and buys the same teapot. The lesson needs
PostgreSQL on 127.0.0.1.

- a. It can: the apps have separate tables.
- b. Ada's checkout waits for loyalty, and holds the stock that Kim needs.
- c. PostgreSQL detects the deadlock after a second and ends it.

**Answer: b.** In-transaction receivers share one transaction, and with it all locks. Ada's
checkout has locked the teapot's row and waits for the row of her points. Kim waits for the
teapot. It is not a deadlock: no circle waits. Without limits both wait until the worker ends,
which it does not.

Three settings limit it. `lock_timeout` ends the *wait*: Ada gets an error and releases the
teapot, so Kim can buy. `idle_in_transaction_session_timeout` ends the *cause*: PostgreSQL closes
the frozen session, and both can buy. `statement_timeout` ends slow statements.

The order of locks decides how far it spreads. Lock the row that everyone needs last: if Ada waits
for her points first, Kim does not notice.

Only receivers that must be able to refuse belong in the sender's transaction. Each of them adds
its locks to it.

**Often said:** signals decouple apps. An in-transaction receiver does not decouple their failures.

**In the shop:** every connection sets the three timeouts, in
`storefront/connections.py::database`. What can wait is durable:
`loyalty/apps.py::LoyaltyConfig.ready`.

**Source:** [PostgreSQL, client connection defaults](https://www.postgresql.org/docs/current/runtime-config-client.html)

**Keywords:** deadlock, lock order, `lock_timeout`, locks, PostgreSQL, timeouts
"""

import threading

import stage

stage.set_up(database=stage.postgresql())

from django.db import DatabaseError, connection, models, transaction
from django.db.models import F


class Points(models.Model):
    points = models.IntegerField(default=100)


class Stock(models.Model):
    available = models.IntegerField(default=10)


stage.create_tables()
Points.objects.create(pk=1)
Stock.objects.create(pk=1)


def reserve_stock():
    Stock.objects.update(available=F("available") - 1)


def redeem_points():
    Points.objects.update(points=F("points") - 1)


def limit(settings):
    with connection.cursor() as cursor:
        for name, milliseconds in settings.items():
            cursor.execute(f"SET LOCAL {name} = {milliseconds}")


def in_a_thread(work, *arguments):
    def run():
        work(*arguments)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def frozen_worker(settings, holds_the_row, thaw):
    try:
        with transaction.atomic():
            limit(settings)
            redeem_points()
            holds_the_row.set()
            thaw.wait()
    except DatabaseError:
        print("    PostgreSQL has closed the frozen session")


def checkout(customer, receivers, settings, outcomes, has_a_lock):
    try:
        with transaction.atomic():
            limit(settings)
            for receiver in receivers:
                receiver()
                has_a_lock.set()
        outcomes[customer] = "buys the teapot"
    except DatabaseError as error:
        outcomes[customer] = f"gets an error: {str(error).splitlines()[0]}"


def story(what, *ada_receivers, **settings):
    print(what)
    holds_the_row, thaw, outcomes = threading.Event(), threading.Event(), {}
    worker = in_a_thread(frozen_worker, settings, holds_the_row, thaw)
    holds_the_row.wait()
    has_a_lock = threading.Event()
    ada = in_a_thread(checkout, "Ada", ada_receivers, settings, outcomes, has_a_lock)
    has_a_lock.wait(0.5)  # now she waits for her next row, or still for the first
    kim = in_a_thread(checkout, "Kim", [reserve_stock], {}, outcomes, threading.Event())
    for thread in ada, kim:
        thread.join(0.6)
    for customer in "Ada", "Kim":
        print(f"    {customer} {outcomes.get(customer, 'waits')}")
    thaw.set()
    for thread in worker, ada, kim:
        thread.join()


story("no limits", reserve_stock, redeem_points)
story("lock_timeout", reserve_stock, redeem_points, lock_timeout=250)
story(
    "idle_in_transaction_session_timeout",
    reserve_stock,
    redeem_points,
    idle_in_transaction_session_timeout=300,
)
story("no limits, stock is locked last", redeem_points, reserve_stock)

# Output:
# no limits
#     Ada waits
#     Kim waits
# lock_timeout
#     Ada gets an error: canceling statement due to lock timeout
#     Kim buys the teapot
# idle_in_transaction_session_timeout
#     Ada buys the teapot
#     Kim buys the teapot
#     PostgreSQL has closed the frozen session
# no limits, stock is locked last
#     Ada waits
#     Kim buys the teapot
