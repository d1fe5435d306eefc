"""Names of code that the shop is to use: PLUGIN_APPS, PAYMENT_GATEWAY."""

from importlib.util import find_spec

from config.environment.reading import refused, text, words


def plugin_apps() -> list[str]:
    """Apps from outside; raises ImproperlyConfigured for one that is not there."""
    names = words("PLUGIN_APPS")
    for name in names:
        if not _is_there(name):
            raise refused("PLUGIN_APPS", f"there is no app {name!r}.", "Install it, or correct it.")
    return names


def payment_gateway(default: str) -> str:
    """A class by its dotted path; raises ImproperlyConfigured where its module is not there."""
    path = text("PAYMENT_GATEWAY", default)
    module, _, name = path.rpartition(".")
    if path != default and not (module and name.isidentifier() and _is_there(module)):
        raise refused("PAYMENT_GATEWAY", f"there is no {path!r}.", f"The default is {default}.")
    return path


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False
