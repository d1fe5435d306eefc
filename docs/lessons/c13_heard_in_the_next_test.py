"""A test connects a receiver and does not disconnect it. Does the next test hear it?

Each of three tests connects a spy to `order_paid` and expects one call. The spy is a function of
the module, a function inside the test, or a lambda connected with `weak=False`. After each of
them comes a test that expects nobody to hear the signal.

- a. It passes: each test begins afresh.
- b. It fails after each of the three.
- c. It fails, but passes after the function inside the test.

**Answer: c.** A signal is a global variable. `TestCase` rolls back the database; nothing rolls
back the wiring. What one test connects is heard in all the tests that run after it in the same
process: so the failure depends on their order, and on which of them share a process.

The function inside the test is gone with it, since the signal held it weakly. That is luck, and
teaches the wrong habit. (With `DEBUG=True` it stays, see B5.)

The reverse happens as well: a test disconnects a receiver of the shop, fails before it connects
it again, and all that follow test a shop in which no stock is reserved.

Cleaning up is `addCleanup(order_paid.disconnect, spy)`, which also runs when the test fails. But
people forget, so that somebody has to look.

**In the shop:** `tests/conftest.py::_same_wiring_before_and_after` compares the wiring before and
after every test: the test that leaks is the one that fails. `tests/kernel/conftest.py::connect`
connects for one test.

**Source:** [openedx-events #497](https://github.com/openedx/openedx-events/issues/497)
"""

import unittest

import stage
from django.dispatch import Signal

stage.set_up()
order_paid = Signal()


def spy(**kwargs):
    pass


class Tests(unittest.TestCase):
    def tests_with_a_function_of_the_module(self):
        order_paid.connect(spy)
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
        self.addCleanup(order_paid.disconnect, spy)
        order_paid.connect(spy)
        assert len(order_paid.send(sender=None)) == 1

    def tests_that_nobody_hears_it(self):
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
    order_paid = Signal()  # as in a process of its own
    print(f"{name.replace('_', ' ')[6:]:30} {verdict(name)}", end=", ")
    print(f"then that nobody hears it {verdict('tests_that_nobody_hears_it')}")

# Output:
# with a function of the module  passes, then that nobody hears it FAILS
# with a function inside         passes, then that nobody hears it passes
# with weak false                passes, then that nobody hears it FAILS
# with a cleanup                 passes, then that nobody hears it passes
