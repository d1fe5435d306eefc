"""The dashboard is a plugin: installed by its name, and removed with it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.config.processes import bare_environment
from tests.examples.processes import DASHBOARD, environment_with
from tests.processes import ROOT, python, run_tests

UV = Path(sys.executable).with_name("uv")


@pytest.mark.both
def test_its_own_tests_pass_where_it_is_installed() -> None:
    run_tests(DASHBOARD / "sales_tests", env=environment_with("sales", found_in=DASHBOARD))


@pytest.mark.skipif(not UV.exists(), reason="needs uv in .venv")
def test_wheel_is_complete_and_works(tmp_path: Path) -> None:
    """The wheel holds every file, and the shop finds it, migrates it and can be checked."""
    subprocess.run(
        [UV, "build", "--wheel", "--offline", "--quiet", "--out-dir", tmp_path, DASHBOARD],
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as files:
        files.extractall(installed)

    def of(folder: Path) -> set[str]:
        paths = (path for path in (folder / "sales").rglob("*") if path.is_file())
        return {str(path.relative_to(folder)) for path in paths if path.suffix != ".pyc"}

    assert of(installed) == of(DASHBOARD)
    env = bare_environment(
        DJANGO_SETTINGS_MODULE="config.settings",
        PLUGIN_APPS="sales",
        PYTHONPATH=str(installed),
        DEMO="true",
        HTTPS="false",
        SECRET_KEY="only-for-this-test",
        DATABASE_URL=f"sqlite:///{tmp_path}/shop.sqlite3",
    )
    python("manage.py", "migrate", "--verbosity=0", env=env)
    python("manage.py", "check", "--database=default", "--fail-level=WARNING", env=env)
    where = "import sales, django; django.setup(); print(sales.__file__)"
    assert python("-c", where, env=env).strip() == str(installed / "sales" / "__init__.py")


def test_it_imports_only_public_contracts() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [lint, "--no-cache"],
        cwd=DASHBOARD,
        env=bare_environment(PYTHONPATH=f"{ROOT}:{DASHBOARD}"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
