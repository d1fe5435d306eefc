"""Check the container files without starting a container; docker/smoke.sh starts them."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
COMPOSE = ["compose.yaml", "compose.prod.yaml", "compose.dev.yaml"]


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _services(name: str) -> dict[str, str]:
    """The text of each service; all these files indent by two spaces."""
    section = re.search(r"^services:\n(.*?)(?=^\w|\Z)", _read(name), re.M | re.S)
    assert section
    parts = re.split(r"^  (\w+):", section[1], flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _sent_to_the_builder() -> set[str]:
    lines = _read(".dockerignore").splitlines()
    assert "*" in lines, "nothing is sent unless it is named"
    return {line.removeprefix("!").rstrip("/") for line in lines if line.startswith("!")}


def test_image_contains_every_app_and_no_private_files() -> None:
    folders = {
        Path(app.path).relative_to(ROOT).parts[0]
        for app in apps.get_app_configs()
        if Path(app.path).is_relative_to(ROOT) and ".venv" not in app.path
    }
    sent = _sent_to_the_builder()
    assert folders <= sent
    assert sent.isdisjoint({".env", ".git", ".venv", "secrets", "staticfiles", "tests", "var"})
    assert {name for name in sent if not (ROOT / name).exists()} == set()


def test_versions_agree_with_the_rest_of_the_project() -> None:
    dockerfile = _read("Dockerfile")
    assert f"FROM python:{_read('.python-version').strip()}-slim" in dockerfile
    wanted = re.search(r"^uv_version=(.+)$", _read("scripts/environment.sh"), re.M)
    assert wanted
    assert f"ghcr.io/astral-sh/uv:{wanted[1]} " in dockerfile


def test_image_has_a_user_a_health_check_and_an_init() -> None:
    dockerfile = _read("Dockerfile")
    assert re.findall(r"^USER (\S+)$", dockerfile, re.M)[-1] == "10001:10001"
    assert 'ENTRYPOINT ["tini", "--"' in dockerfile
    assert "HEALTHCHECK" in dockerfile
    assert "# syntax" not in dockerfile


@pytest.mark.parametrize(
    "name", ["entrypoint.sh", "make-secrets.sh", "nginx-hosts.sh", "smoke.sh", "upgrade.sh"]
)
def test_scripts_can_be_run(name: str) -> None:
    assert os.access(ROOT / "docker" / name, os.X_OK)
    subprocess.run(["bash", "-n", ROOT / "docker" / name], check=True)


def test_every_command_that_compose_runs_is_one_of_the_image() -> None:
    commands = re.findall(r"^    (\w+)\)", _read("docker/entrypoint.sh"), re.M)
    for name in ("compose.yaml", "compose.prod.yaml"):
        assert set(re.findall(r"^    command: (\w+)", _read(name), re.M)) <= set(commands)


def test_every_management_command_of_the_image_exists() -> None:
    used = re.findall(r"manage\.py (\w+)", _read("docker/entrypoint.sh"))
    demo = {path.stem for path in ROOT.glob("examples/demo/management/commands/*.py")}
    assert set(used) <= {*get_commands(), *demo}


def test_every_container_is_confined_and_limited() -> None:
    rules = re.search(r"^x-confined: .*?\n\n", _read("compose.yaml"), re.M | re.S)
    assert rules
    for rule in ("restart: unless-stopped", "read_only: true", "[ALL]", "no-new-privileges"):
        assert rule in rules[0]
    for name, text in _services("compose.yaml").items():
        if "image:" in text:
            assert "<<: *confined" in text, name
            assert "memory:" in text, name
            assert "healthcheck:" in text, name
        else:
            assert "<<: *shop" in text, name


def test_foreign_images_have_a_version_in_one_file() -> None:
    first, *others = ([i for i in _images(file) if "signal-shop" not in i] for file in COMPOSE)
    assert len(first) == len(set(first)) > 1
    assert all(re.fullmatch(r"[\w./-]+:v?[\d.]+", image) for image in first), first
    assert others == [[], []]


def _images(file: str) -> list[str]:
    return re.findall(r"image: (\S+)", _read(file))


def test_only_the_proxy_of_the_production_form_is_published() -> None:
    production = _services("compose.prod.yaml")
    published = [name for name, text in _services("compose.yaml").items() if "ports:" in text]
    assert published == ["web", "mail"]
    assert all("ports: !reset []" in production[name] for name in published)
    added = [name for name, text in production.items() if re.search(r'ports: \["', text)]
    assert added == ["proxy"]


def test_settings_of_dotenv_reach_the_production_form() -> None:
    names = set(re.findall(r"^([A-Z_]+)=", _read(".env.example"), re.M))
    of_the_image = {"HOST", "PORT", "STATIC_ROOT", "CELERY_HEARTBEAT_FILE"}
    given = {
        name.removesuffix("_FILE")
        for file in ("compose.yaml", "compose.prod.yaml")
        for name in re.findall(r"^    ([A-Z_]+): ", _read(file), re.M)
    }
    assert names - given == of_the_image | {"DEBUG"}
    mistaken = re.findall(r"^    ([A-Z_]+): \$\{(?!\1\b)(\w+)", _read("compose.prod.yaml"), re.M)
    assert not mistaken


def test_proxy_closes_connections_for_unknown_hosts() -> None:
    servers = re.findall(r"^    server \{\n(.*?)^    \}", _read("docker/nginx.conf"), re.M | re.S)
    first, *named = servers
    assert re.findall(r"listen (\d+)[^;]* default_server;", first) == ["8080", "8443"]
    assert "location / {\n            return 444;" in first
    assert len(named) == 2
    for server in named:
        assert "include /tmp/hosts.conf;" in server
        assert "default_server" not in server


@pytest.mark.parametrize(
    ("site", "allowed", "names"),
    [
        ("https://shop.example:8443/", "", "shop.example"),
        ("https://shop.example", "a.shop.test,.b.test", "shop.example a.shop.test .b.test"),
        ("https://[2001:db8::1]", "", "[2001:db8::1]"),
        ("https://shop.example", "*", "shop.example ~."),
    ],
)
def test_proxy_knows_the_hosts_of_the_shop(
    tmp_path: Path, site: str, allowed: str, names: str
) -> None:
    environment = {**os.environ, "SITE_URL": site, "ALLOWED_HOSTS": allowed}
    hosts = tmp_path / "hosts.conf"
    subprocess.run([ROOT / "docker" / "nginx-hosts.sh", hosts], env=environment, check=True)
    assert hosts.read_text() == f"server_name {names};\n"
    assert "/nginx-hosts.sh && exec nginx" in _services("compose.yaml")["proxy"]
    proxy = _services("compose.prod.yaml")["proxy"]
    assert "SITE_URL: ${SITE_URL}" in proxy
    assert "ALLOWED_HOSTS: ${ALLOWED_HOSTS:-}" in proxy


def _make_secrets(folder: Path, site: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "SITE_URL": site, "EMAIL_URL": "smtp://mail.example"}
    script = ROOT / "docker" / "make-secrets.sh"
    return subprocess.run(
        [script, folder], env=environment, check=False, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("site", "name"),
    [
        (f"https://{'a' * 60}.{'b' * 60}.example", f"DNS:{'a' * 60}.{'b' * 60}.example"),
        ("https://192.0.2.7:8443/", "IP Address:192.0.2.7"),
        ("https://[2001:db8::1]", "IP Address:2001:DB8:0:0:0:0:0:1"),
    ],
)
def test_certificate_fits_any_address(tmp_path: Path, site: str, name: str) -> None:
    assert _make_secrets(tmp_path, site).returncode == 0
    command = ["openssl", "x509", "-noout", "-ext", "subjectAltName", "-in"]
    shown = subprocess.run([*command, tmp_path / "tls_certificate"], capture_output=True, text=True)
    assert shown.stdout.split("\n")[1].strip() == name


def test_certificate_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    for _ in range(2):
        failed = _make_secrets(tmp_path, "https://192.0.2.700")
        assert failed.returncode == 1
        assert "No certificate was created for 192.0.2.700" in failed.stderr
    assert not (tmp_path / "tls_key").exists()


@pytest.mark.parametrize("file", ["tls_key", "tls_certificate"])
def test_key_and_certificate_belong_together(tmp_path: Path, file: str) -> None:
    (tmp_path / file).write_text("mine")
    failed = _make_secrets(tmp_path, "https://shop.example")
    assert failed.returncode == 1
    assert "belong together" in failed.stderr
    assert (tmp_path / file).read_text() == "mine"


def test_script_creates_each_secret_once(tmp_path: Path) -> None:
    def make() -> dict[str, str]:
        assert _make_secrets(tmp_path / "secrets", "https://shop.example:8443/").returncode == 0
        return {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}

    first = make()
    wanted = re.findall(r"^  ([\w.]+): \{file:", _read("compose.prod.yaml"), re.M)
    assert set(wanted) <= set(first)
    assert len(first["secret_key"].strip()) >= 50
    assert first["database_password"].strip() in first["database_url"]
    assert first["email_url"] == "smtp://mail.example\n"
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert make() == first


def test_secrets_are_not_committed() -> None:
    ignored = _read(".gitignore").splitlines()
    assert "secrets/" in ignored
    assert "compose.override.yaml" in ignored


def test_dev_container_uses_existing_files() -> None:
    text = _read(".devcontainer/devcontainer.json")
    described = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.M))
    for file in described["dockerComposeFile"]:
        assert (ROOT / ".devcontainer" / file).exists()
    assert described["service"] in _services("compose.dev.yaml")
