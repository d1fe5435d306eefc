"""`python -m bench.explorer`: compare map, timeline and event log with the catalogue.

Processor time of this process and of its database connections, per page, in turns.
"""

import argparse
import subprocess
import sys
from tempfile import TemporaryDirectory

from bench.databases import SERVER, database
from bench.servers import ROOT, shop_environment


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.explorer", description=__doc__)
    parser.add_argument("--events", type=int, default=2_000_000, help="in the event log")
    parser.add_argument("--check", action="store_true", help="fail where a bar is not met")
    arguments = parser.parse_args()
    command = [sys.executable, "-m", "bench.explorer.measuring", str(arguments.events)]
    with database(SERVER, "explorer") as url, TemporaryDirectory() as kept:
        env = shop_environment(url, kept)
        done = subprocess.run(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    return done.returncode if arguments.check or done.returncode > 1 else 0


if __name__ == "__main__":
    sys.exit(main())
