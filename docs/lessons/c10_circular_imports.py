"""Two apps hear each other's signals. Can they import each other?

`orders` announces `order_paid`, which `loyalty` hears. `loyalty` announces `points_awarded`,
which `orders` hears. Where do the signals live?

- a. Beside the code that sends them: Python sorts the imports out.
- b. In a `signals.py` of each app, whatever that imports.
- c. In a `signals.py` of each app that imports nothing of the project.

**Answer: c.** Signals decouple calls, not imports: who wants to hear has to import the signal. If
that module imports its app's models or services, and these hear the other app, the circle is
closed. Python then may find a module that has begun and does not have the name yet. That depends
on who was imported first, and on which line: the first case below sleeps until somebody sorts the
imports. `import orders.services` without `from` only puts it off, to the first use.

A separate file alone does not help: `signals.py` that imports the model, to name it as sender or
in a type hint, is as far in the circle as before. As a *leaf* it can be imported by everybody, in
any order. Ids and plain values are all that it needs.

An import inside a function, or in `ready()`, hides the circle until it is called. That is right
for wiring, which has to come late, and no cure for a `signals.py` that knows too much.

**Often said:** "signals avoid circular imports". They make room for a way out; one has to take it.

**In the shop:** `inventory` and `orders` hear each other. The wiring imports late:
`inventory/apps.py::InventoryConfig.ready`. That each `signals.py` knows the kernel and nobody else
is a contract of import-linter, and part of the tests:
`tests/decoupling/test_borders.py::test_imports_only_go_down`.

**Source:** [Open edX, taking such a circle apart](https://github.com/openedx/openedx-platform/pull/13350);
[Python, FAQ: circular imports](https://docs.python.org/3/faq/programming.html#what-are-the-best-practices-for-using-import-in-a-module)
"""

import importlib
import sys

import stage

SIGNAL = "from django.dispatch import Signal\n"
BESIDE_THE_CODE = {
    "orders__services": """
from django.dispatch import Signal
order_paid = Signal()
from loyalty.services import points_awarded
""",
    "loyalty__services": """
from django.dispatch import Signal
from orders.services import order_paid
points_awarded = Signal()
""",
}
MODELS = {
    "orders__models": "from loyalty.signals import points_awarded\nclass Order: pass",
    "loyalty__models": "from orders.signals import order_paid\nclass Account: pass",
}
KNOWING_THE_MODELS = MODELS | {
    "orders__signals": f"{SIGNAL}from orders.models import Order\norder_paid = Signal()",
    "loyalty__signals": f"{SIGNAL}from loyalty.models import Account\npoints_awarded = Signal()",
}
LEAVES = MODELS | {
    "orders__signals": f"{SIGNAL}order_paid = Signal()",
    "loyalty__signals": f"{SIGNAL}points_awarded = Signal()",
}

for what, modules in (
    ("beside the code that sends", BESIDE_THE_CODE),
    ("signals.py, knowing the models", KNOWING_THE_MODELS),
    ("signals.py, a leaf", LEAVES),
):
    print(what)
    stage.write(**modules)
    for module in modules:
        for name in [*sys.modules]:
            if name.partition(".")[0] in ("orders", "loyalty"):
                del sys.modules[name]
        importlib.invalidate_caches()
        name = module.replace("__", ".")
        try:
            importlib.import_module(name)
            print(f"  {name} first: ok")
        except ImportError as error:
            print(f"  {name} first: {error.name} has no {error.name_from} yet")

# Output:
# beside the code that sends
#   orders.services first: ok
#   loyalty.services first: loyalty.services has no points_awarded yet
# signals.py, knowing the models
#   orders.models first: orders.models has no Order yet
#   loyalty.models first: loyalty.models has no Account yet
#   orders.signals first: orders.signals has no order_paid yet
#   loyalty.signals first: loyalty.signals has no points_awarded yet
# signals.py, a leaf
#   orders.models first: ok
#   loyalty.models first: ok
#   orders.signals first: ok
#   loyalty.signals first: ok
