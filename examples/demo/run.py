"""`make run`: open the demo shop on this machine and keep it open until it is stopped.

A web server and a worker run side by side. A process that ends is restarted. Ctrl-C, SIGTERM
or a closed terminal stop both. `--dev` reloads changed code and shows errors. `--collected`
skips collecting static files: an image contains them.
"""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import environ

from examples.demo.processes import BASE_DIR, Part, Stopped, wait_for, watch, write_line

MANAGE = [sys.executable, "manage.py"]
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CommandFailed(Exception):
    """A command that prepares the shop failed. The argument is its name."""


def main(arguments: list[str]) -> int:
    """Prepare, start and watch the shop. Return the exit status."""
    dev = "--dev" in arguments
    _set_environment(dev=dev)
    port = _port()
    if port is None:
        write_line("PORT must be a number between 1 and 65535.")
        return 1
    for name in STOPPING:
        signal.signal(name, _stop)
    if _is_taken(port):
        write_line(
            f"Port {port} is in use by another program. Choose another: make run PORT={port + 1}"
        )
        return 1
    web, worker = Part("The web server", _web(port, dev=dev)), Part("The worker", _worker())
    try:
        _prepare(collect=not (dev or "--collected" in arguments))
        for part in (web, worker):
            part.start()
        wait_for(port)
        _welcome()
        watch([web, worker], reloading=worker if dev else None)  # runserver reloads itself
    except Stopped:
        write_line("\nStopping the shop …")
    except CommandFailed as command:
        write_line(f"manage.py {command} failed with the error above. The shop was not started.")
        return 1
    finally:
        for name in STOPPING:  # a second Ctrl-C must not interrupt the stop
            signal.signal(name, signal.SIG_IGN)
        for part in (web, worker):
            part.stop()
    return 0


def _set_environment(*, dev: bool) -> None:
    """Set the defaults of a demo. Variables that are already set win, then these, then `.env`."""
    for name, value in {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO": "true",
        "DEBUG": "true" if dev else "false",
        "HTTPS": "false",
    }.items():
        _default(name, value)
    if (BASE_DIR / ".env").exists():
        environ.Env.read_env(BASE_DIR / ".env")
    if os.environ["DEMO"].lower() in ("1", "true", "yes", "on"):
        _default("PLUGIN_APPS", "django_tasks_db,examples.lab,sales")
        _add_to_path(BASE_DIR / "examples" / "dashboard")
    _default("PORT", "8000")
    _default("SITE_URL", f"http://localhost:{os.environ['PORT']}")


def _default(name: str, value: str) -> None:
    if not (os.environ.get(name) or os.environ.get(f"{name}_FILE")):
        os.environ[name] = value


def _add_to_path(folder: Path) -> None:
    """Let this process and its children import the plugin in a folder: it is not installed."""
    current = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [current, str(folder)]))
    sys.path.append(str(folder))


def _port() -> int | None:
    port = os.environ["PORT"]
    return int(port) if port.isdecimal() and 0 < int(port) < 65536 else None


def _prepare(*, collect: bool) -> None:
    write_line("Preparing the shop …")
    _manage("migrate", "--no-input", "--verbosity=0")
    if collect:
        _manage("collectstatic", "--no-input", "--verbosity=0")
    _manage("seed_demo")


def _manage(*arguments: str) -> None:
    """Run a management command. Show its log only if it fails."""
    result = subprocess.run(  # noqa: S603  the commands are constants of this file
        [*MANAGE, *arguments], cwd=BASE_DIR, stderr=subprocess.PIPE, text=True, check=False
    )
    if result.returncode:
        write_line(result.stderr)
        raise CommandFailed(arguments[0])


def _web(port: int, *, dev: bool) -> list[str]:
    if dev:
        return [*MANAGE, "runserver", f"{os.environ.get('HOST') or '127.0.0.1'}:{port}"]
    return [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]


def _worker() -> list[str]:
    return [*MANAGE, "events_worker"]


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _welcome() -> None:
    from examples.demo.welcome import welcome  # the environment is set now

    write_line(welcome())


def _stop(number: int, frame: object) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
