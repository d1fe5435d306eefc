"""The image's HEALTHCHECK: check that a web server answers or that a worker is alive.

It runs every few seconds in every container, so it imports very little.
"""

import os
import socket
import sys
import time
from pathlib import Path

# docker/entrypoint.sh creates it in the containers of workers.
HEARTBEAT = Path("/dev/shm/heartbeat")  # noqa: S108  it holds no secret
# A worker touches the file every second or two. Both limits have patience for a busy machine.
SILENCE_SECONDS = 120
ANSWER_SECONDS = 18


def main() -> int:
    """Return the exit code: 0 if the container works."""
    alive = _beats() if HEARTBEAT.exists() else _answers()
    return 0 if alive else 1


def _beats() -> bool:
    return time.time() - HEARTBEAT.stat().st_mtime < SILENCE_SECONDS


def _answers() -> bool:
    address = ("127.0.0.1", int(os.environ.get("PORT") or "8000"))
    with socket.create_connection(address, timeout=ANSWER_SECONDS) as connection:
        connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
        with connection.makefile("rb") as answer:
            return b" 200 " in answer.readline()


if __name__ == "__main__":
    sys.exit(main())
