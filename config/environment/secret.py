"""SECRET_KEY: given by whoever runs the shop; the demo makes its own."""

import os
import secrets
from pathlib import Path

from config.environment.reading import refused, text

FIX = (
    "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))', and keep it. "
    "The demo (DEMO=true) makes its own."
)


def secret_key(*, demo: bool, kept_in: Path) -> str:
    """Raises ImproperlyConfigured where a real shop has no key, or one that can be guessed."""
    key = text("SECRET_KEY")
    if demo:
        return key or _kept(kept_in / "secret_key")
    if not key:
        raise refused("SECRET_KEY", "it is not set.", FIX)
    if len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure-"):
        raise refused("SECRET_KEY", "it is too easy to guess (50 characters or more).", FIX)
    return key


def _kept(path: Path) -> str:
    """The key in this file, made first if need be; every process that starts gets the same.

    The file is linked into its place whole, and a link never replaces another: the first
    process wins, whoever else was about to write one reads the winner's.
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
