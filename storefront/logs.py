"""How the shop logs: one line an entry, each with the ids that tie it to the others."""

import logging
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS

from events.context import current_request_id

IDS = ("request_id", "correlation_id")
PLAIN = {*RESERVED_ATTRS, *IDS, "request", "server_time", "status_code", "color_message"}


class RequestIdFilter(logging.Filter):
    """Gives every record the id of the request that it belongs to, as `request_id`.

    What a worker does for an event belongs to the request that published it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id() or "-"
        return True


class ConsoleFormatter(logging.Formatter):
    """For people: the message, then the fields of `extra` as name=value, then the ids."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the name is logging's
        values = vars(record)
        fields = [name for name in values if name not in PLAIN]
        fields += [name for name in IDS if values.get(name, "-") != "-"]
        return " ".join([super().formatMessage(record), *(f"{n}={values[n]}" for n in fields)])


def logging_config(log_format: str) -> dict[str, Any]:
    """Django's LOGGING, for `console` or `json`; everything goes to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request": {"()": "storefront.logs.RequestIdFilter"},
            "correlation_id": {"()": "events.log.CorrelationFilter"},
        },
        "formatters": {
            "console": {
                "()": "storefront.logs.ConsoleFormatter",
                "format": "%(asctime)s %(levelname)-7s %(name)s %(message)s",
                "datefmt": "%H:%M:%S",
            },
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
                "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
                "timestamp": False,
            },
        },
        "handlers": {
            "standard_error": {
                "class": "logging.StreamHandler",
                "formatter": log_format,
                "filters": ["request", "correlation_id"],
            },
        },
        "root": {"handlers": ["standard_error"], "level": "INFO"},
        "loggers": {
            # Django's own handlers write nothing without DEBUG, or mail to admins nobody has.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
        },
    }
