"""Two apps receive each other's signals. Can they import each other?

`orders` announces `order_paid`, which `loyalty` receives. `loyalty` announces `points_awarded`,
which `orders` receives. Where do the signals live?

- a. Beside the code that sends them: Python resolves the imports.
- b. In a `signals.py` of each app, regardless of what it imports.
- c. In a `signals.py` of each app that imports nothing of the project.

**Answer: c.** Signals decouple calls, not imports: a receiver's module imports the signal. If the
signal's module imports its app's models or services, and these import the other app's signals,
the circle is closed. Python then finds a module that has started and does not define the name
yet. Whether this happens depends on the first import: the first case below sleeps until the
imports are sorted differently.

A separate file alone does not help. A `signals.py` that imports a model, as sender or in a type
hint, is still part of the circle. As a *leaf* it can be imported from everywhere, in any order.

Connecting outside `ready()` has another import problem: an `apps.py` that imports receivers
at module level imports models before the app registry is ready. See the last case.

**Often said:** "signals avoid circular imports". They make a solution possible.

**In the shop:** `inventory` and `orders` receive each other's signals. The wiring imports late:
`inventory/apps.py::InventoryConfig.ready`. A test enforces that each `signals.py` is a leaf:
`tests/decoupling/test_borders.py::test_signals_import_the_kernel_only`.

**Source:** [Open edX, removing such a circle](https://github.com/openedx/openedx-platform/pull/13350),
[Python, FAQ: circular imports](https://docs.python.org/3/faq/programming.html#what-are-the-best-practices-for-using-import-in-a-module)

**Keywords:** `AppRegistryNotReady`, circular imports, `ready()`, `signals.py`
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
WITH_MODELS = MODELS | {
    "orders__signals": f"{SIGNAL}from orders.models import Order\norder_paid = Signal()",
    "loyalty__signals": f"{SIGNAL}from loyalty.models import Account\npoints_awarded = Signal()",
}
LEAVES = MODELS | {
    "orders__signals": f"{SIGNAL}order_paid = Signal()",
    "loyalty__signals": f"{SIGNAL}points_awarded = Signal()",
}

for what, modules in (
    ("beside the code that sends", BESIDE_THE_CODE),
    ("signals.py that imports models", WITH_MODELS),
    ("signals.py as a leaf", LEAVES),
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

print("receivers connected in apps.py, outside ready()")
stage.write(
    points__models="from django.db import models\nclass Account(models.Model): pass",
    points__receivers="from points.models import Account\ndef award(**kwargs): pass",
    points__apps="from django.apps import AppConfig\nfrom points import receivers",
)
try:
    stage.set_up("points")
except Exception as error:
    print(f"  {type(error).__name__}: {error}")

# Output:
# beside the code that sends
#   orders.services first: ok
#   loyalty.services first: loyalty.services has no points_awarded yet
# signals.py that imports models
#   orders.models first: orders.models has no Order yet
#   loyalty.models first: loyalty.models has no Account yet
#   orders.signals first: orders.signals has no order_paid yet
#   loyalty.signals first: loyalty.signals has no points_awarded yet
# signals.py as a leaf
#   orders.models first: ok
#   loyalty.models first: ok
#   orders.signals first: ok
#   loyalty.signals first: ok
# receivers connected in apps.py, outside ready()
#   AppRegistryNotReady: Apps aren't loaded yet.
