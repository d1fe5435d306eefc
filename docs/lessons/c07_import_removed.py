"""A linter removes an import that no code uses. Who notices?

`ready()` holds one line, `import points.receivers`: the import makes `@receiver` connect. A linter
sees an unused import, and its autofix removes the line. A second app calls `connect()` in its
`ready()` instead.

- a. Everyone: the app does not start, or the first `send()` raises.
- b. Nothing: the site works, and awards no points.
- c. Django's system check, which compares apps and receivers.

**Answer: b.** A name is imported and never used. This is what the rule looks for (F401, in ruff
and flake8), and it is right. A linter cannot see that the import *does* something. After the fix
the receivers are never connected, and a signal without receivers is not an error. Tests that
import `points.receivers` themselves connect them by that, and stay green.

A `# noqa` keeps the line until a developer tidies it away. An explicit `connect()` uses what it
imports. No tool removes it, and a reader of `ready()` sees the subscriptions.

Below, a few lines remove unused imports, as the autofix does.

**Often said:** "import your receivers in `ready()`", with `# noqa` behind it. Django's page also
offers `connect()` in `ready()`.

**In the shop:** all wiring is explicit: `loyalty/apps.py::LoyaltyConfig.ready`. If a line is
lost, a system check finds the difference to the committed catalogue:
`events/explorer/checks.py::check_catalogue`.

**Source:** [ruff issue 25067](https://github.com/astral-sh/ruff/issues/25067),
[django-axes pull request 1458](https://github.com/jazzband/django-axes/pull/1458),
[Django, Signals: connecting](https://docs.djangoproject.com/en/6.1/topics/signals/#connecting-receiver-functions)

**Keywords:** import side effects, linters, `noqa`, `ready()`, system checks
"""

import ast
import importlib

import stage

IMPLICIT = """
def ready():
    import points.receivers
"""
EXPLICIT = """
def ready():
    from channel import order_paid
    from ledger import receivers

    order_paid.connect(receivers.award_points)
"""


def without_unused_imports(source):
    """Return the source as a linter's autofix leaves it."""
    tree = ast.parse(source)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    (ready,) = tree.body
    ready.body = [
        statement
        for statement in ready.body
        if not isinstance(statement, ast.Import | ast.ImportFrom)
        or used & {(name.asname or name.name).split(".")[0] for name in statement.names}
    ] or [ast.Pass()]
    return ast.unparse(tree)


stage.write(
    channel="from django.dispatch import Signal\norder_paid = Signal()",
    points__receivers="""
from channel import order_paid
from django.dispatch import receiver

@receiver(order_paid)
def award_points(sender, **kwargs):
    return "10 points"
""",
    ledger__receivers="""
def award_points(sender, **kwargs):
    return "10 points"
""",
    implicit=IMPLICIT,
    implicit_linted=without_unused_imports(IMPLICIT),
    explicit=EXPLICIT,
    explicit_linted=without_unused_imports(EXPLICIT),
)

import channel

# The linted ones first: an import works once a process.
for name in ("implicit_linted", "implicit", "explicit_linted", "explicit"):
    importlib.import_module(name).ready()
    print(f"{name:16} receivers:", len(channel.order_paid.send(sender=None)))
    channel.order_paid.receivers.clear()

# Output:
# implicit_linted  receivers: 0
# implicit         receivers: 1
# explicit_linted  receivers: 1
# explicit         receivers: 1
