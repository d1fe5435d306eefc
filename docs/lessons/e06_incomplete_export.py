"""A customer asks for a copy of their data. One app fails. What does the file contain?

`personal_data` is a question: each app answers with what it alone stores, so the account app
imports none of them. Loyalty has just run into a lock and times out.

- a. Everything except the points, and the customer cannot see that they are missing.
- b. There is no file: one failing receiver fails the question.
- c. By `ask()` a., by `ask(complete=True)` b.

**Answer: c.** The same question serves two purposes. A page asks for optional parts: better a page
without a panel than no page. A copy of all data is a promise: a file without the points says that
there are none. Only the sender knows which of the two it needs, so the sender decides.

Each app answers with its name, even if it stores nothing. So *no points* and *loyalty was not
asked* look different. An app that is installed later connects a receiver, and the file has its
part; the account app does not change.

The shop's export once asked as a page does. Its test only contained the case in which every app
answers.

**Often said:** "receivers must never break the sender". If the sender promised completeness, the
silent hole is the worse failure.

**In the shop:** `accounts/selectors.py::personal_data_of` asks, and
`loyalty/receivers.py::export_points` is one of the receivers. The counterpart, `account_closed`,
is an event: its receivers run in the transaction that deletes the account (E5).

**Source:** [GDPR, article 15](https://gdpr-info.eu/art-15-gdpr/)

**Keywords:** collecting answers, errors, GDPR, personal data, `Question`
"""

import stage

stage.set_up("events")
stage.show_log("events")

from dataclasses import dataclass

from events.api import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    customer_id: int


def export_orders(question, **kwargs):
    return [("orders", ["S-1001", "S-1002"])]


def export_points(question, **kwargs):
    if locked:
        raise TimeoutError("the account's row is locked")
    return [("loyalty", [])]


def export_reviews(question, **kwargs):
    return [("reviews", ["A fine teapot"])]


personal_data = Question(PersonalData, tuple)
personal_data.connect(export_orders)
personal_data.connect(export_points)
question = PersonalData(customer_id=3)

locked = True
print("loyalty fails: ask()")
print("  file:", dict(personal_data.ask(question)))
print("loyalty fails: ask(complete=True)")
try:
    print("  file:", dict(personal_data.ask(question, complete=True)))
except TimeoutError as error:
    print("  no file:", error)

locked = False
print("a minute later")
print("  file:", dict(personal_data.ask(question, complete=True)))

personal_data.connect(export_reviews)
print("a new app")
print("  file:", dict(personal_data.ask(question, complete=True)))

# Output:
# loyalty fails: ask()
# (log of events: __main__.export_points did not answer __main__.personal_data)
#   file: {'orders': ['S-1001', 'S-1002']}
# loyalty fails: ask(complete=True)
# (log of events: __main__.export_points did not answer __main__.personal_data)
#   no file: the account's row is locked
# a minute later
#   file: {'orders': ['S-1001', 'S-1002'], 'loyalty': []}
# a new app
#   file: {'orders': ['S-1001', 'S-1002'], 'loyalty': [], 'reviews': ['A fine teapot']}
