"""Run a lesson in a new process with an in-memory database and a time limit."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

TIMEOUT_SECONDS = 20
NEEDS = "This lesson needs "  # the error of a lesson whose server is not available


@dataclass(frozen=True, slots=True)
class Run:
    """What a lesson printed. `error` is empty after a successful run."""

    output: str
    error: str


def run(path: Path, *, python: str = sys.executable, seconds: float = TIMEOUT_SECONDS) -> Run:
    """Run one of the project's own files without this process's environment."""
    process = subprocess.Popen(  # noqa: S603  only files of docs/lessons, never a visitor's
        [python, "-W", "error", "-X", "utf8", path],
        cwd=path.parent,
        env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a timeout ends the lesson's child processes with it
    )
    try:
        output, error = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        return Run(output.rstrip(), f"The lesson was stopped after {seconds:g} s.")
    if process.returncode and not error:
        error = f"The lesson exited with status {process.returncode}."
    return Run(_without_trailing_blanks(output), error.strip())


def _without_trailing_blanks(output: str) -> str:
    """Return the output as a comment can record it."""
    return "\n".join(line.rstrip() for line in output.splitlines()).rstrip()
