"""What the gate says of the containers: only what was done."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

SCRIPT = Path(settings.BASE_DIR) / "scripts" / "containers.sh"
VERIFIED = "Containers: built and verified in"


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """The script in a checkout of its own, beside which there is nothing."""
    scripts = tmp_path / "shop" / "scripts"
    scripts.mkdir(parents=True)
    return Path(shutil.copy(SCRIPT, scripts))


def said(gate: Path, seconds: int = 600, **variables: str) -> tuple[str, int]:
    """The last line, and the exit code."""
    kept = {n: v for n, v in os.environ.items() if n not in ("DOCKER_VERIFY", "SMOKE")}
    done = subprocess.run(
        [gate, str(seconds)], env={**kept, **variables}, capture_output=True, text=True
    )
    return done.stdout.splitlines()[-1], done.returncode


def without_docker(tmp_path: Path) -> str:
    """A PATH of the few programs that the script needs."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("bash", "env", "dirname", "timeout"):
        (programs / name).symlink_to(str(shutil.which(name)))
    return str(programs)


def test_without_docker_it_says_so_and_goes_on(gate: Path, tmp_path: Path) -> None:
    line, code = said(gate, PATH=without_docker(tmp_path))
    assert (line, code) == ("Containers: NOT verified, there is no Docker here.", 0)


def test_a_command_may_be_given(gate: Path) -> None:
    line, code = said(gate, DOCKER_VERIFY='test "$SMOKE" = demo')
    assert line.startswith(VERIFIED)
    assert "demo (of demo, production, single)" in line
    assert code == 0


def test_the_script_beside_the_checkout_comes_before_a_docker_of_the_machine(gate: Path) -> None:
    beside = gate.parents[2] / "shared" / "docker" / "docker-verify.sh"
    beside.parent.mkdir(parents=True)
    beside.write_text('#!/bin/sh\ntest "$*" = "all ." && test -d scripts && touch ran\n')
    beside.chmod(0o755)
    line, code = said(gate)
    assert line.startswith(VERIFIED)
    assert code == 0
    assert (gate.parents[1] / "ran").exists()


def test_containers_that_fail_fail_the_gate(gate: Path) -> None:
    line, code = said(gate, DOCKER_VERIFY="exit 3")
    assert line.startswith("Containers: FAILED")
    assert code == 1


def test_what_takes_too_long_is_not_called_verified(gate: Path, tmp_path: Path) -> None:
    line, code = said(gate, seconds=119, DOCKER_VERIFY="true")
    assert line == "Containers: NOT verified, the gate has no time left; true does it."
    assert code == 0
    slow = gate.with_name("slow.sh")
    slow.write_text(gate.read_text().replace("-lt 120", "-lt 1"))
    slow.chmod(0o755)
    line, code = said(slow, seconds=1, DOCKER_VERIFY="sleep 30")
    assert line.startswith("Containers: NOT verified, they were not ready")
    assert code == 0


def test_it_can_be_left_out(gate: Path) -> None:
    assert said(gate, DOCKER_VERIFY="none") == ("Containers: NOT verified, DOCKER_VERIFY=none.", 0)
