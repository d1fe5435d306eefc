"""A worker that is killed: `python -m tests.kernel.victim <moment>`.

It works in the database that DATABASE_URL names and kills itself, with a real SIGKILL, at the
moment that it is told; at "never" it delivers what is due and ends.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import django
from django.db import connection


def die() -> NoReturn:
    """End at once: no exception, no `finally`, no goodbye to the database."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


type Params = Sequence[object] | None


def _is_the_effect(sql: str, params: Params) -> bool:
    return sql.startswith('INSERT INTO "auth_group"')


def _is_the_done_mark(sql: str, params: Params) -> bool:
    return sql.startswith('UPDATE "events_delivery"') and "done" in (params or ())


def _at(found: Callable[[str, Params], bool], *, after: bool) -> Callable[..., Any]:
    def watch(execute: Callable[..., Any], sql: str, params: Params, *args: object) -> Any:
        if found(sql, params) and not after:
            die()
        result = execute(sql, params, *args)
        if found(sql, params) and after:
            die()
        return result

    return watch


def main(moment: str) -> None:
    from events import DURABLE, unit_of_work
    from events.delivering import deliver
    from events.leases import claim
    from tests.kernel import receivers
    from tests.kernel.services import light
    from tests.kernel.signals import LampLit, lamp_lit

    lamp_lit.connect(receivers.found_a_guild, delivery=DURABLE)
    lamp_lit.connect(receivers.write_down, delivery=DURABLE)
    lamp_lit.connect(receivers.die_of_it, delivery=DURABLE, attempts=2)
    lamp_lit.connect(receivers.send_for_a_smith, delivery=DURABLE, atomic=False)
    match moment:
        case "before the commit":
            with unit_of_work():
                lamp_lit.publish(LampLit(street="Unlit"))
                die()
        case "between commit and claim":
            light("Lit")
            die()
        case "after the claim":
            assert claim() is not None
            die()
        case "inside the receiver":
            connection.execute_wrappers.append(_at(_is_the_effect, after=True))
        case "before the done mark":
            connection.execute_wrappers.append(_at(_is_the_done_mark, after=False))
        case "after the done mark, before its commit":
            connection.execute_wrappers.append(_at(_is_the_done_mark, after=True))
        case "after the commit":
            assert deliver()
            die()
    while deliver():
        pass


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1])
