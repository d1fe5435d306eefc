"""A test connects a receiver and does not disconnect it. Does the next test call it?

Each of three tests connects a receiver to `order_paid` and expects one call. The receiver is a
function of the module, a function inside the test, or a lambda connected with `weak=False`. After
each of them runs a test that expects no receiver.

- a. It passes: each test starts fresh.
- b. It fails after each of the three.
- c. It fails, but passes after the function inside the test.

**Answer: c.** A signal is a global variable. `TestCase` rolls back the database, not the wiring.
A receiver that one test connects runs in all later tests of the process. The failure therefore
depends on their order, and on which of them share a process.

The function inside the test is collected with it, since the signal holds it weakly. That is luck,
and teaches the wrong habit. (With `DEBUG=True` it stays, see B5.)

The reverse also happens: a test disconnects a receiver of the shop, fails before it reconnects it,
and all later tests run in a shop that reserves no stock.

`addCleanup(order_paid.disconnect, receiver)` cleans up even if the test fails. Developers forget
it, so a fixture should check.

**In the shop:** `tests/conftest.py::_connections_are_restored` compares the connections before and
after every test: the test that leaks is the one that fails. A helper of the tests connects a
receiver for one test only.

**Source:** [openedx-events #497](https://github.com/openedx/openedx-events/issues/497)

**Keywords:** `addCleanup()`, `has_listeners()`, test isolation, testing
"""

import unittest

import stage
from django.dispatch import Signal

stage.set_up()
order_paid = Signal()


def award(**kwargs):
    pass


class Tests(unittest.TestCase):
    def tests_with_a_function_of_the_module(self):
        order_paid.connect(award)
        assert len(order_paid.send(sender=None)) == 1

    def tests_with_a_function_inside(self):
        def inside(**kwargs):
            pass

        order_paid.connect(inside)
        assert len(order_paid.send(sender=None)) == 1

    def tests_with_weak_false(self):
        order_paid.connect(lambda **kwargs: None, weak=False)
        assert len(order_paid.send(sender=None)) == 1

    def tests_with_a_cleanup(self):
        self.addCleanup(order_paid.disconnect, award)
        order_paid.connect(award)
        assert len(order_paid.send(sender=None)) == 1

    def tests_without_receivers(self):
        assert not order_paid.has_listeners()


def verdict(name):
    result = unittest.TestResult()
    Tests(name).run(result)
    return "passes" if result.wasSuccessful() else "FAILS"


for name in (
    "tests_with_a_function_of_the_module",
    "tests_with_a_function_inside",
    "tests_with_weak_false",
    "tests_with_a_cleanup",
):
    order_paid = Signal()  # as in a new process
    print(f"{name.replace('_', ' ')[6:]:30} {verdict(name)}", end=", ")
    print(f"the test without receivers {verdict('tests_without_receivers')}")

# Output:
# with a function of the module  passes, the test without receivers FAILS
# with a function inside         passes, the test without receivers passes
# with weak false                passes, the test without receivers FAILS
# with a cleanup                 passes, the test without receivers passes
