"""Whether this container does its work: the image's HEALTHCHECK.

A web server answers, a worker has shown a sign of life lately. It runs every few seconds in
every container, so it imports next to nothing.
"""

import os
import socket
import sys
import time
from pathlib import Path

# docker/entrypoint.sh makes it for those who write it.
HEARTBEAT = Path("/dev/shm/heartbeat")  # noqa: S108  nothing of worth is in it
# A worker shows itself once a round. The delivery in it may last as long as the longest lease,
# which a worker of the shop writes into the file; Celery's shows itself meanwhile, too.
LEASE_SECONDS = 60
GRACE_SECONDS = 30


def main() -> int:
    """What the process ends with: 0 if all is well."""
    alive = _beats() if HEARTBEAT.exists() else _answers()
    return 0 if alive else 1


def _beats() -> bool:
    lease = int(HEARTBEAT.read_text() or LEASE_SECONDS)
    return time.time() - HEARTBEAT.stat().st_mtime < lease + GRACE_SECONDS


def _answers() -> bool:
    address = ("127.0.0.1", int(os.environ.get("PORT") or "8000"))
    with socket.create_connection(address, timeout=4) as connection:
        connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
        with connection.makefile("rb") as answer:
            return b" 200 " in answer.readline()


if __name__ == "__main__":
    sys.exit(main())
