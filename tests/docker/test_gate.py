"""Check what the gate reports about the containers."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

SCRIPT = Path(settings.BASE_DIR) / "scripts" / "containers.sh"
VERIFIED = "Containers: built and verified in"


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """Return the script in a checkout without neighbours."""
    scripts = tmp_path / "shop" / "scripts"
    scripts.mkdir(parents=True)
    return Path(shutil.copy(SCRIPT, scripts))


def run(gate: Path, seconds: int = 600, **variables: str) -> tuple[str, int]:
    """Return the last line of the output and the exit code."""
    names = ("DOCKER_VERIFY", "SMOKE", "DV_WAIT")
    environment = {n: v for n, v in os.environ.items() if n not in names}
    done = subprocess.run(
        [gate, str(seconds)], env={**environment, **variables}, capture_output=True, text=True
    )
    return done.stdout.splitlines()[-1], done.returncode


def path_without_docker(tmp_path: Path) -> str:
    """Return a PATH with only the programs that the script needs."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("bash", "env", "dirname", "timeout"):
        (programs / name).symlink_to(str(shutil.which(name)))
    return str(programs)


def test_machine_without_docker_passes_and_is_reported(gate: Path, tmp_path: Path) -> None:
    line, code = run(gate, PATH=path_without_docker(tmp_path))
    assert (line, code) == ("Containers: NOT verified: this machine has no Docker.", 0)


def test_command_of_environment_is_used(gate: Path) -> None:
    line, code = run(gate, DOCKER_VERIFY='test "$SMOKE" = demo')
    assert line.startswith(VERIFIED)
    assert "demo (of demo, production, single)" in line
    assert code == 0


def test_script_beside_checkout_takes_precedence(gate: Path) -> None:
    beside = gate.parents[2] / "tools" / "docker" / "docker-verify.sh"
    beside.parent.mkdir(parents=True)
    beside.write_text(
        '#!/bin/sh\ntest "$*" = "all ." && test "$DV_SMOKE" = "$PWD/docker/smoke.sh" && touch ran\n'
    )
    beside.chmod(0o755)
    line, code = run(gate)
    assert line.startswith(VERIFIED)
    assert code == 0
    assert (gate.parents[1] / "ran").exists()


def test_failing_containers_fail_the_gate(gate: Path) -> None:
    line, code = run(gate, DOCKER_VERIFY="exit 3")
    assert line.startswith("Containers: FAILED")
    assert code == 1


def test_containers_without_time_are_not_verified(gate: Path) -> None:
    line, code = run(gate, seconds=119, DOCKER_VERIFY="true")
    assert line.startswith("Containers: NOT verified: the time of the gate is used up.")
    assert code == 0


def test_slow_containers_are_not_verified(gate: Path) -> None:
    gate.write_text(gate.read_text().replace("-lt 120", "-lt 1"))
    line, code = run(gate, seconds=1, DOCKER_VERIFY="sleep 30")
    assert line.startswith("Containers: NOT verified: they were not ready")
    assert code == 0


def test_containers_can_be_skipped(gate: Path) -> None:
    assert run(gate, DOCKER_VERIFY="none") == ("Containers: NOT verified: DOCKER_VERIFY=none.", 0)
