"""Read settings from the environment.

Messages name the setting and never quote its value, because a value can contain a secret.
"""

import os
import re
import secrets
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from email.utils import parseaddr
from importlib.util import find_spec
from io import StringIO
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

type Check = Callable[[str], object]  # a false answer refuses the value

RATE_LIMIT = re.compile(r"(account|session|network):([1-9][0-9]{0,8})/([1-9][0-9]{0,3})([smhd])")

_read: set[str] = set()  # the variables that the settings have asked for
_in_dotenv: set[str] = set()


def refuse(name: str, message: str) -> ImproperlyConfigured:
    """Return the error for a setting whose value cannot work."""
    return ImproperlyConfigured(f"{name}: {message}")


def read_dotenv(path: Path) -> None:
    """Set the variables of a `.env` file that the environment does not set."""
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    except UnicodeDecodeError:
        raise refuse(path.name, "Save the file as UTF-8.") from None
    for number, line in enumerate(lines, start=1):
        found = re.fullmatch(r"|#.*|(?:export )?([A-Za-z_][A-Za-z0-9_]*)=(?:\S.*)?", line)
        if not found:
            raise refuse(path.name, f"Line {number} must be NAME=value, without spaces around =.")
        if found[1]:
            _in_dotenv.add(found[1])
    environ.Env.read_env(StringIO("\n".join(lines)))


def refuse_misspelt_names() -> None:
    """Refuse a name in `.env` that is almost that of a variable; call it after all are read.

    Other programs, such as Compose, read the same file, so unknown names are not an error.
    """
    for name in sorted(_in_dotenv - _read):
        if similar := get_close_matches(name, _read, n=1, cutoff=0.88):
            raise refuse(".env", f"{name} has no effect. Did you mean {similar[0]}?")


def text(name: str, default: str = "", *, check: Check = bool, must: str = "") -> str:
    """Return a variable, or the content of the file that `<name>_FILE` names.

    An empty variable counts as not set. If the value `must` be something, `check` it.
    """
    _read.update((name, f"{name}_FILE"))
    value, file = os.environ.get(name, "").strip(), os.environ.get(f"{name}_FILE", "").strip()
    if value and file:
        raise refuse(name, f"Set {name} or {name}_FILE, not both.")
    value = (_content(name, file) if file else value) or default
    if must and not check(value):
        raise refuse(name, f"Must {must}.")
    return value


def _content(name: str, file: str) -> str:
    try:
        value = Path(file).read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        raise refuse(f"{name}_FILE", "The file cannot be read as UTF-8.") from None
    if not value:
        raise refuse(f"{name}_FILE", "The file is empty.")
    return value


def flag(name: str, *, default: bool) -> bool:
    word = text(name, str(default)).lower()
    if word in ("1", "true", "yes", "on"):
        return True
    if word in ("0", "false", "no", "off"):
        return False
    raise refuse(name, "Must be true or false.")


def number(name: str, default: int, *, low: int = 1, high: int = 1_000_000) -> int:
    word = text(name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", word) or not low <= int(word) <= high:
        raise refuse(name, f"Must be a number between {low} and {high}.")
    return int(word)


def choice(name: str, default: str, options: Sequence[str]) -> str:
    return text(name, default, check=options.__contains__, must=f"be one of: {', '.join(options)}")


def words(name: str, *, check: Check, must: str) -> list[str]:
    """Return the values between the commas; `check` applies to each of them."""
    found = [word.strip() for word in text(name).split(",") if word.strip()]
    for number, word in enumerate(found, start=1):
        if not check(word):
            raise refuse(name, f"Value {number} must {must}. Separate values by commas.")
    return found


def url(name: str, default: str, *, schemes: Sequence[str], example: str) -> SplitResult:
    value = text(name, default)
    try:
        parts = urlsplit(value)
        valid = parts.port != 0
    except ValueError:
        valid = False
    if not valid or re.search(r"[\s#]", value):
        raise refuse(
            name,
            f"Must be a URL, such as {example}. In user names and passwords, percent-encode "
            "reserved characters: %2F for a slash, %3F for a question mark.",
        )
    if parts.scheme not in schemes:
        raise refuse(name, f"Must start with {' or '.join(f'{scheme}://' for scheme in schemes)}.")
    return parts


def page_url(name: str, default: str = "", *, site: bool = False) -> str:
    """Return the address of a page, or of a whole site, without a slash at its end; or nothing."""
    if not text(name, default):
        return ""
    example = "https://shop.example"
    parts = url(name, default, schemes=("http", "https"), example=example)
    parts = parts._replace(path=parts.path.rstrip("/"))
    extra = parts.query or "@" in parts.netloc or (site and parts.path)
    if extra or not is_host(parts.hostname or ""):
        raise refuse(name, f"Must be an address, such as {example}.")
    return parts.geturl()


def tracking_page(name: str) -> str:
    """Return the address of a carrier's page about a parcel, with {number} in it; or nothing."""
    example = "https://carrier.example/track/{number}"
    address = text(name)
    if not address:
        return ""
    before, found, after = address.partition("{number}")
    parts = url(name, "", schemes=("http", "https"), example=example)
    is_complete = found and is_host(parts.hostname or "") and (parts.path or parts.query)
    if not is_complete or "@" in parts.netloc or re.search(r'[{}\s"<>]', before + after):
        raise refuse(name, f"Must be an address such as {example}.")
    return address


def rate_limits(**defaults: str) -> dict[str, str]:
    """Return the limits of each action, such as `account:5/1h network:30/1h`, or `off`.

    The limits of `sign_up` are in RATE_LIMIT_SIGN_UP.
    """
    return {
        action: text(
            f"RATE_LIMIT_{action.upper()}",
            default,
            check=_is_rate_limit,
            must=f"be off, or limits such as {default}",
        )
        for action, default in defaults.items()
    }


def _is_rate_limit(value: str) -> bool:
    return value == "off" or all(RATE_LIMIT.fullmatch(limit) for limit in value.split())


def in_url(host: str) -> str:
    """Return a host as URLs contain it: an IPv6 address is in brackets."""
    return f"[{host}]" if ":" in host else host


def is_host(name: str) -> bool:
    """Return whether this is an IP address, or a name in ASCII."""
    try:
        ip_address(name)
    except ValueError:
        label = r"[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?"
        is_name = re.fullmatch(rf"{label}(\.{label})*", name)
        return is_name is not None and not name.rpartition(".")[2].isdigit()
    return True


def is_sender(value: str) -> bool:
    """Return whether this is an e-mail address, with or without a name before it."""
    _, address = parseaddr(value)
    local, _, host = address.rpartition("@")
    is_address = bool(re.fullmatch(r"[^\s@<>]+", local)) and is_host(host)
    is_whole = value == address or value.endswith(f"<{address}>")
    return is_address and is_whole and value.isprintable()


def is_importable(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def is_class(path: str) -> bool:
    """Return whether this is a dotted path below a package that is installed."""
    return bool(re.fullmatch(r"\w+(\.\w+)+", path)) and is_importable(path.partition(".")[0])


def stored_secret_key(path: Path) -> str:
    """Return the demo's secret key. The first process that starts creates it.

    A hard link publishes the whole file at once and never replaces the key of a process that
    was faster.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
