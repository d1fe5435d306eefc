"""A process that kills itself at a given moment: `python -m tests.events.victim <moment>`.

It works in the database of DATABASE_URL.
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


def _is_effect(sql: str, params: Params) -> bool:
    return sql.startswith('INSERT INTO "auth_group"')


def _is_completion(sql: str, params: Params) -> bool:
    return sql.startswith('UPDATE "events_delivery"') and "done" in (params or ())


def _die_at(found: Callable[[str, Params], bool], *, after: bool) -> None:
    def watch(execute: Callable[..., Any], sql: str, params: Params, *args: object) -> Any:
        if found(sql, params) and not after:
            die()
        result = execute(sql, params, *args)
        if found(sql, params) and after:
            die()
        return result

    connection.execute_wrappers.append(watch)


def main(moment: str) -> None:
    from events.api import DURABLE, unit_of_work
    from events.delivery.claim import claim
    from events.delivery.deliver import deliver
    from tests.events.teashop import receivers
    from tests.events.teashop.signals import TeaSold, tea_sold

    tea_sold.connect(receivers.write_receipt, delivery=DURABLE)
    tea_sold.connect(receivers.write_label, delivery=DURABLE, atomic=False)
    match moment:
        case "before the commit":
            with unit_of_work():
                tea_sold.publish(TeaSold(sku="assam"))
                die()
        case "after the commit":
            receivers.sell()
            die()
        case "after the claim":
            assert claim()
            die()
        case "in the receiver":
            _die_at(_is_effect, after=True)
        case "before the completion mark":
            _die_at(_is_completion, after=False)
        case "before the commit of the mark":
            _die_at(_is_completion, after=True)
    while deliver():
        pass


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1])
