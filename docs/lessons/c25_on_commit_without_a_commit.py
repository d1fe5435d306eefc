"""`on_commit()` is called outside a transaction. When does the callback run?

A helper function registers a mail with `on_commit()`. It is called outside `atomic()`, inside it,
in an inner `atomic()` that rolls back, and in a callback of another `on_commit()`.

- a. Always after a commit; outside a transaction it raises an error.
- b. Outside `atomic()` at once; in the inner block after the outer commit, in any case.
- c. Outside `atomic()` at once; in the inner block after the outer commit, if the block succeeded.

**Answer: c.** Outside `atomic()` each statement commits by itself, so there is nothing to wait
for: `on_commit()` calls the function immediately. If it raises, the error reaches the caller,
unless `robust=True`. A helper that is "safe because of `on_commit`" is therefore safe only inside
`atomic()`. `transaction.atomic(durable=True)` around the caller makes sure that the block is the
outermost one.

An inner `atomic()` is a savepoint. A callback belongs to the savepoint in which it was registered.
If that rolls back, the callback is dropped, even if the outer block commits. If it succeeds, the
callback still waits for the outermost commit.

A callback runs after the commit, in no transaction. What it registers runs at once, and what it
writes commits by itself.

**Often said:** "`on_commit` callbacks run when the block ends". When the *outermost* block ends.

**In the shop:** `publish` outside a unit of work raises an error: `events/publish.py::publish`.

**Source:** [Django, performing actions after commit](https://docs.djangoproject.com/en/6.1/topics/db/transactions/#performing-actions-after-commit),
[savepoints](https://docs.djangoproject.com/en/6.1/topics/db/transactions/#savepoints)

**Keywords:** `atomic()`, autocommit, `durable=True`, `on_commit()`, savepoints
"""

import stage

stage.set_up()

from contextlib import suppress

from django.db import connection, transaction


def mail(text):
    place = "in a transaction" if connection.in_atomic_block else "in no transaction"
    print(f"    mail: {text} ({place})")


def later(text):
    transaction.on_commit(lambda: mail(text))


print("outside atomic()")
later("one")
print("  on_commit() has returned")

print("inside atomic()")
with transaction.atomic():
    later("two")
    print("  on_commit() has returned")

print("in an inner block")
with transaction.atomic():
    with transaction.atomic():
        later("three, the inner block succeeds")
    with suppress(ValueError), transaction.atomic():
        later("four, the inner block rolls back")
        raise ValueError
    print("  both inner blocks have ended")

print("in a callback")
with transaction.atomic():
    transaction.on_commit(lambda: later("five"))

print("an error outside atomic()")
for robust in (False, True):
    try:
        stage.show_log("django.db.backends.base") if robust else None
        transaction.on_commit(lambda: 1 / 0, robust=robust)
        print(f"  robust={robust}: no error")
    except ZeroDivisionError as error:
        print(f"  robust={robust}: the caller gets {error!r}")

# Output:
# outside atomic()
#     mail: one (in no transaction)
#   on_commit() has returned
# inside atomic()
#   on_commit() has returned
#     mail: two (in no transaction)
# in an inner block
#   both inner blocks have ended
#     mail: three, the inner block succeeds (in no transaction)
# in a callback
#     mail: five (in no transaction)
# an error outside atomic()
#   robust=False: the caller gets ZeroDivisionError('division by zero')
# (log of django.db.backends.base: Error calling <lambda> in on_commit() (division by zero).)
#   robust=True: no error
