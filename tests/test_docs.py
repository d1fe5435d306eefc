"""Links, paths, commands, addresses and names in the documentation exist."""

import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

from events.registry import registry

ROOT = Path(settings.BASE_DIR)
PAGES = sorted(
    {
        ROOT / "README.md",
        *(ROOT / "docs").rglob("*.md"),
        *ROOT.glob("*/README.md"),
        *ROOT.glob("examples/**/README.md"),
    }
    - {ROOT / ".pytest_cache" / "README.md"}
)
SOURCES = {".py", ".html", ".js", ".css", ".sh", ".toml", ".yaml", ".conf"}
SOURCE_NAMES = {"Makefile", "Dockerfile", ".env.example", "run"}
HOMES = (
    "config",
    "storefront",
    "orders",
    "inventory",
    "notifications",
    "loyalty",
    "events",
    "examples",
    "tests",
)

LINK = re.compile(r"""\]\(([^)#\s]*)(?:#([^)]*))?\)|src="([^"]+)\"""")
FILE = re.compile(r"`([a-z][\w.-]*(?:/[\w.-]+)*/(?:[\w.-]+)?)`")
NAMED = re.compile(r"`(\.?[\w-]+\.(?:py|toml|yaml|json|md|html|lock|example))`")
TARGET = re.compile(r"(?:`|^)make ([a-z]+)\b", re.M)
COMMAND = re.compile(r"manage\.py ([a-z_]+)((?: +--[a-z-]+)*)")
OPTION = re.compile(r"--[a-z][a-z-]*")
TESTED = re.compile(r"-m pytest ([\w/.]+)")
TOOL = re.compile(r"\.venv/bin/([\w-]+)")
ADDRESS = re.compile(r"`(/(?:[\w.-]+/|<[\w ]+>/)*)`")
CODE = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"^ *```.*?^ *```", re.M | re.S)
WORD = re.compile(r"[A-Za-z_]\w*")
DOTTED = re.compile(rf"(?<![\w./-])(?:{'|'.join(HOMES)})(?:\.[A-Za-z_]\w*)+(?![\w/-])")

# Directories that apps can have, and generated ones.
OWN_FOLDERS = ("templates/", "var/")
# Placeholders for the reader, and names that are composed at run time.
INVENTED = {"old_name", "trees", "signal_shop_bench_floor", "signal_shop_bench_shop"}
INVENTED |= {"stock_reserved", "stock_refused", "points_redeemed", "points_refused"}
OF_PLUGINS = ("/lab/", "/sales/", "/trees/")
# Names of databases and of other libraries.
FOREIGN = {"ALTER", "ROLE", "FULL", "FOR", "LISTEN", "NOTIFY", "SKIP", "LOCKED"}
FOREIGN |= {"PARTITION", "BY", "RANGE", "RunSQL", "state_operations"}
FOREIGN |= {"archive_command", "TimeoutStopSec", "max_prepared_statements"}
FOREIGN |= {"proxy_request_buffering"}
FOREIGN |= {"__getattr__", "change_password", "delay_on_commit", "reject_on_worker_lost"}
FOREIGN |= {"INLINE", "ON_COMMIT", "deliver_events"}  # of django-domain-events

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@every_page
def test_link_targets_exist(page: Path) -> None:
    missing = []
    for link, anchor, picture in LINK.findall(text_of(page)):
        target = page.parent / (link or picture) if link or picture else page
        if "://" in link + picture:
            continue
        if not target.exists():
            missing.append(link or picture)
        elif anchor and target.suffix == ".md" and anchor not in anchors(target):
            missing.append(f"{link}#{anchor}")
    assert missing == []


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return the anchors that GitHub generates for the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", BLOCK.sub("", text_of(page)), re.M)
    return frozenset(re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings)


@every_page
def test_paths_and_files_exist(page: Path) -> None:
    text = text_of(page)
    paths = {path for path in FILE.findall(text) if not path.startswith(OWN_FOLDERS)}
    missing = {
        each for each in paths if not any((at / each).exists() for at in (ROOT, page.parent))
    }
    missing |= {name for name in NAMED.findall(text) if name not in all_files()}
    assert missing == set()


@cache
def all_files() -> frozenset[str]:
    """Return the names of all files of the project."""
    return frozenset(path.name for path in ours("*"))


def ours(pattern: str) -> list[Path]:
    """Return the files of the project that match, without generated ones."""
    made = {"var", "staticfiles"}
    hidden = {".ci", ".env.example", ".python-version"}
    top = [p for p in ROOT.iterdir() if p.name in hidden or not p.name.startswith((".", *made))]
    below = [path for folder in top if folder.is_dir() for path in folder.rglob(pattern)]
    return [path for path in (*below, *top) if path.is_file() and path.match(pattern)]


@every_page
def test_commands_and_options_exist(page: Path) -> None:
    text = text_of(page)
    makefile = text_of(ROOT / "Makefile")
    unknown = [t for t in TARGET.findall(text) if not re.search(rf"^{t}:", makefile, re.M)]
    unknown += [tool for tool in TOOL.findall(text) if not (ROOT / ".venv" / "bin" / tool).exists()]
    unknown += [
        path for path in TESTED.findall(text) if not (ROOT / path).exists() and path not in INVENTED
    ]
    for command, given in COMMAND.findall(text):
        if command not in options_of():
            unknown.append(command)
        else:
            unknown += [each for each in given.split() if each not in options_of()[command]]
    assert unknown == []


@cache
def options_of() -> dict[str, frozenset[str]]:
    """Return the options of every management command of Django, the shop and its plugins."""
    options = {}
    for name, place in {**get_commands(), "runserver": "django.contrib.staticfiles"}.items():
        command = load_command_class(place, name) if isinstance(place, str) else place
        options[name] = frozenset(OPTION.findall(command.create_parser("", name).format_help()))
    for path in ours("*.py"):  # of plugins, which are not installed here
        if path.match("management/commands/[a-z]*.py") and path.stem not in options:
            options[path.stem] = frozenset(OPTION.findall(text_of(path)))
    return options


@every_page
def test_addresses_resolve(page: Path) -> None:
    nowhere = []
    for address in ADDRESS.findall(text_of(page)):
        path = re.sub(r"<[\w ]+>", "01890000-0000-7000-8000-00000000f00d", address)
        try:
            resolve(path)
        except Resolver404:
            nowhere.append(address)
    assert [address for address in nowhere if not address.startswith(OF_PLUGINS)] == []


@every_page
def test_names_exist_in_the_code(page: Path) -> None:
    code = CODE.findall(BLOCK.sub("", text_of(page)))
    words = {word for each in code for word in WORD.findall(each) if is_a_name(word)}
    unknown = words - all_words() - INVENTED - FOREIGN
    assert unknown == set(), "add names of other projects to FOREIGN"


def is_a_name(word: str) -> bool:
    """Return whether a word looks like a name in code."""
    return "_" in word or word.isupper() or bool(re.search(r"[a-z][A-Z]", word))


@cache
def all_words() -> frozenset[str]:
    words = {word for path in ours("*") for word in WORD.findall(str(path.relative_to(ROOT)))}
    words |= {word for name in (*registry.signals, *registry.questions) for word in name.split(".")}
    for path in ours("*"):
        if path.suffix in SOURCES or path.name in SOURCE_NAMES:
            words.update(WORD.findall(text_of(path)))
    return frozenset(words)


@every_page
def test_dotted_names_resolve(page: Path) -> None:
    names = {n for each in CODE.findall(BLOCK.sub("", text_of(page))) for n in DOTTED.findall(each)}
    assert {name for name in names if not is_something(name)} == set()


def is_something(name: str) -> bool:
    """Return whether it names a module, signal, question, receiver, model, permission or check."""
    if name in registry.signals or name in registry.questions:
        return True
    app, _, rest = name.partition(".")
    model = re.sub(r"^(view|add|change|delete)_", "", rest.lower())
    if app in apps.app_configs and model in apps.all_models[app]:
        return True
    if any(name == receiver for _, receiver in (*registry.subscriptions, *registry.answerers)):
        return True
    if re.fullmatch(r"[EW]\d{3}", rest):
        return any(f'"{name}"' in text_of(path) for path in (ROOT / app).rglob("checks.py"))
    thing: object = import_module(app)
    home = app
    for part in rest.split("."):
        home = f"{home}.{part}"
        try:
            thing = getattr(thing, part)
        except AttributeError:
            try:
                thing = import_module(home)
            except ModuleNotFoundError:
                return False
    return True
