"""`make run`: open the demo shop on this machine, and keep it open until it is stopped.

A web server and a worker run side by side; one that dies is started again. Ctrl-C, SIGTERM
or a closed terminal stop both. `--dev` reloads what changes and shows errors; `--collected`
is for an image, whose static files were collected when it was built.
"""

import os
import signal
import socket
import subprocess
import sys

from config.environment.reading import TRUE, read_dotenv, text
from config.processes import BASE_DIR, Part, Stopped, say, watch

MANAGE = [sys.executable, "manage.py"]
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class NotPrepared(Exception):
    """A command that prepares the shop has failed; its name."""


def main(arguments: list[str]) -> int:
    """Prepare, start, watch. Returns what the process ends with."""
    dev = "--dev" in arguments
    port = _settle_environment(dev=dev)
    if port is None:
        say(f"PORT: {os.environ['PORT']!r} is no port. Say a number, such as 8000.")
        return 1
    for name in STOPPING:
        signal.signal(name, _stop)
    if _is_taken(port):
        say(f"Port {port} is in use by another program. Choose another: make run PORT={port + 1}")
        return 1
    web, worker = Part("The web server", _web(port, dev=dev)), Part("The worker", _worker())
    try:
        _prepare(collect=not (dev or "--collected" in arguments))
        if dev:
            _welcome()  # gunicorn says it by itself
        for part in (web, worker):
            part.start()
        watch([web, worker], reloading=worker if dev else None)  # runserver does it itself
    except Stopped:
        say("\nClosing the shop …")
    except NotPrepared as command:
        say(f"manage.py {command} failed, as it says above: the shop stays closed.")
        return 1
    finally:
        for name in STOPPING:  # once is enough: the parts are being stopped
            signal.signal(name, signal.SIG_IGN)
        for part in (web, worker):
            part.stop()
    return 0


def _settle_environment(*, dev: bool) -> int | None:
    """Make it the demo, with its lab, whatever `.env` says, unless the environment itself does.

    Returns the port, None if what is given is none.
    """
    for name, value in {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO": "true",
        "DEBUG": "true" if dev else "false",
        "HTTPS": "false",
    }.items():
        _default(name, value)
    read_dotenv(BASE_DIR / ".env")
    if text("DEMO").lower() in TRUE and not text("PLUGIN_APPS"):
        os.environ["PLUGIN_APPS"] = "examples.lab"
    port = os.environ["PORT"] = os.environ.get("PORT") or "8000"
    _default("SITE_URL", f"http://localhost:{port}")
    return int(port) if port.isdecimal() and 0 < int(port) < 65536 else None


def _default(name: str, value: str) -> None:
    """An empty variable counts as not given, here as everywhere."""
    if not text(name):
        os.environ[name] = value


def _prepare(*, collect: bool) -> None:
    say("Preparing the shop …")
    _manage("migrate", "--no-input", "--verbosity=0")
    if collect:
        _manage("collectstatic", "--no-input", "--verbosity=0")
    _manage("seed_demo")


def _manage(*arguments: str) -> None:
    """Run a command of Django's; its log is shown only where it fails."""
    result = subprocess.run(  # noqa: S603  the commands are written in this file
        [*MANAGE, *arguments], cwd=BASE_DIR, stderr=subprocess.PIPE, text=True, check=False
    )
    if result.returncode:
        say(result.stderr)
        raise NotPrepared(arguments[0])


def _web(port: int, *, dev: bool) -> list[str]:
    if dev:
        return [*MANAGE, "runserver", f"{text('HOST', '127.0.0.1')}:{port}"]
    return [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]


def _worker() -> list[str]:
    return [*MANAGE, "deliver"]


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _welcome() -> None:
    from config.demo.welcome import welcome  # settings can be read now

    say(welcome())


def _stop(number: int, frame: object) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
