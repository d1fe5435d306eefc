"""A WSGI application that takes a second, like an order during a graceful stop."""

import time
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    time.sleep(1)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"paid"]
