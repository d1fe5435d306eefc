"""A page that takes a second: what an order is to a web server that is told to stop."""

import time
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    time.sleep(1)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"paid"]
