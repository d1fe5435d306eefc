"""Check that the services of the tests accept connections; exit with 1 if one does not."""

import os
import socket
import sys
from urllib.parse import urlsplit

PORTS = {"TEST_DATABASE_URL": 5432, "TEST_REDIS_URL": 6379, "TEST_BROKER_URL": 5672}


def main() -> int:
    """Connect to each service, within three seconds."""
    missing = 0
    for name, port in PORTS.items():
        url = urlsplit(os.environ.get(name, ""))
        address = (url.hostname or "127.0.0.1", url.port or port)
        try:
            socket.create_connection(address, timeout=3).close()
        except OSError as error:
            missing += 1
            sys.stdout.write(f"{name}: no connection to {address[0]}:{address[1]} ({error})\n")
        else:
            sys.stdout.write(f"{name}: {address[0]}:{address[1]} accepts connections\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
