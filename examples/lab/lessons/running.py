"""Runs a lesson: a fresh process, a database in memory, no more than a few seconds."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Run:
    """What a lesson printed; `error` is empty if all went well."""

    output: str
    error: str


def run(path: Path, *, python: str = sys.executable, seconds: float = PATIENCE_SECONDS) -> Run:
    """Run one of our own files as it is. It sees nothing of this process's environment."""
    process = subprocess.Popen(  # noqa: S603  the file is one of docs/lessons, never a visitor's
        [python, "-W", "error", "-X", "utf8", path],
        cwd=path.parent,
        env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # so that its own children can be ended with it
    )
    try:
        output, error = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        return Run(output.rstrip(), f"It took longer than {seconds:g} s and was ended.")
    if process.returncode and not error:
        error = f"It ended with {process.returncode}."
    return Run(_without_trailing_blanks(output), error.strip())


def _without_trailing_blanks(output: str) -> str:
    """As a comment holds it."""
    return "\n".join(line.rstrip() for line in output.splitlines()).rstrip()
