"""Follow the quick start of the README in a clean copy of this checkout.

Read the two commands from the README. Run the first one, which opens the shop, and place an order
over HTTP. Run the second one beside it; it collects the tests and does not run them.
"""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
CUSTOMER = ROOT / "tests" / "docker" / "customer.py"
PATIENCE = 900  # seconds to wait for one thing, on a machine that is busy


# What a new shell does not have: the variables of the shop, of the tests and of make.
NOT_SET = ("COV", "DJANGO_", "MAKE", "MFLAGS", "PYTEST_", "TEST_", "VIRTUAL_ENV")


class Failed(Exception):
    """A command does not do what the README promises."""


def main() -> int:
    """Return the exit code: 0 if both commands work."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the shop ends with this process
    run, test = commands((ROOT / "README.md").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="signal-shop-", ignore_cleanup_errors=True) as folder:
        clone = Path(folder, "clone")
        copy_to(clone)
        shell, port = new_shell(), free_port()
        with Path(folder, "log").open("w+", encoding="utf-8") as log:
            shop = subprocess.Popen(  # noqa: S603  the command is the README's
                shlex.split(run),
                cwd=clone,
                env={**shell, "PORT": port},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            try:
                wait_until_open(f"http://localhost:{port}/", shop)
                report(f"{run}: open on a clean copy")
                order(f"http://localhost:{port}")
                collect(test, clone, {**shell, "PYTEST_ADDOPTS": "--collect-only -qq"})
            except (Failed, subprocess.CalledProcessError) as error:
                log.seek(0)
                report(f"{log.read()[-6000:]}\nFAILED: {error}")
                return 1
            finally:
                os.killpg(shop.pid, signal.SIGTERM)
                shop.wait(PATIENCE)
    return 0


def commands(readme: str) -> list[str]:
    """Return the commands in the first block of the README, without their comments."""
    block = re.search(r"^```\w*\n(.*?)^```", readme, re.M | re.S)
    lines = block[1].splitlines() if block else []
    return [line.partition("#")[0].strip() for line in lines if line.strip()]


def copy_to(clone: Path) -> None:
    """Copy what Git would commit here: no .venv, no database, nothing that tools created."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and not (ROOT / name).is_symlink():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            (clone / name).write_bytes((ROOT / name).read_bytes())
            (clone / name).chmod((ROOT / name).stat().st_mode)


def new_shell() -> dict[str, str]:
    """Return the environment without the settings of this process."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    names = re.findall(r"^([A-Z_]+)=", example, re.M)
    return {
        name: value for name, value in os.environ.items() if not name.startswith((*NOT_SET, *names))
    }


def free_port() -> str:
    """Return a port that no program uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def wait_until_open(address: str, shop: subprocess.Popen[bytes]) -> None:
    """Wait for the home page."""
    deadline = time.monotonic() + PATIENCE
    while True:
        if shop.poll() is not None:
            raise Failed(f"the shop ended with {shop.returncode}")
        try:
            urlopen(address, timeout=60).close()  # noqa: S310  our own address
        except OSError as error:
            if time.monotonic() > deadline:
                raise Failed(f"{address} did not open in {PATIENCE} s") from error
            time.sleep(0.2)
        else:
            return


def order(shop: str) -> None:
    """Place an order, and wait until every receiver has handled its events."""
    settings = {
        "SHOP": shop,
        "MAIL": "",
        "CERTIFICATE": "",
        "STAFF_EMAIL": "",
        "PASSWORD": "correct-horse-battery",
        "PRODUCT": "sunflower-seeds",
        "PRICE": "350",
        "PATIENCE": str(PATIENCE),
    }
    subprocess.run([sys.executable, CUSTOMER, "quick-start", "1"], env=settings, check=True)  # noqa: S603


def collect(test: str, clone: Path, shell: dict[str, str]) -> None:
    """Run the test command on top of the environment that the first command created."""
    done = subprocess.run(  # noqa: S603  the command is the README's
        shlex.split(test), cwd=clone, env=shell, capture_output=True, text=True, check=False
    )
    output = done.stdout + done.stderr
    found = sum(int(count) for count in re.findall(r"^tests/\S+: (\d+)$", output, re.M))
    if done.returncode or not found:
        raise Failed(f"{test} ended with {done.returncode}:\n{output[-6000:]}")
    report(f"{test}: {found} tests collected in the same environment")


def report(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
