"""The two measured sites: filled in empty databases and served as in production."""

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from bench.cost import Meter
from bench.databases import tidy
from bench.rounds import Site
from bench.servers import Server, environment, run, serve, shop_environment
from bench.workload import PIECES, PRODUCTS, one_select


class Floor:
    """The floor in the database at `url`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._environment = environment(
            DATABASE_URL=url,
            SECRET_KEY=secrets.token_urlsafe(50),
            DJANGO_SETTINGS_MODULE="bench.floor.settings",
        )

    def prepare(self) -> None:
        run("-m", "bench.floor", env=self._environment)
        tidy(self.url)

    def serve(self) -> AbstractContextManager[Server]:
        return serve(
            "django.core.wsgi:get_wsgi_application()",
            ready=one_select(1).path,
            env=self._environment,
        )


class Shop:
    """The shop in the database at `url`; `kept` is for its files.

    `variables` add to the environment.
    """

    def __init__(self, url: str, kept: Path, **variables: str) -> None:
        self.url = url
        self.environment = shop_environment(
            url,
            kept,
            # All visitors of the benchmark have one address.
            RATE_LIMIT_CHECKOUT="network:1000000/10m",
            RATE_LIMIT_NEW_BASKET="off",
            **variables,
        )

    def prepare(self, *, products: int = PRODUCTS, pieces: int = PIECES) -> None:
        run("manage.py", "migrate", "--verbosity=0", env=self.environment)
        run("manage.py", "collectstatic", "--no-input", "--verbosity=0", env=self.environment)
        run("-m", "bench.seeding", str(products), str(pieces), env=self.environment)
        tidy(self.url)

    def settle(self) -> None:
        """Deliver everything that waits: charge the cards, send the e-mails."""
        run("manage.py", "events_worker", "--drain", env=self.environment)

    def serve(self) -> AbstractContextManager[Server]:
        return self._serve("config.wsgi:application")

    def serve_counting(self) -> AbstractContextManager[Server]:
        """Serve with one worker that counts the statements of each answer."""
        return self._serve("bench.statements:shop()", workers=1)

    def _serve(self, application: str, workers: int = 2) -> AbstractContextManager[Server]:
        options = ("--config", "python:config.gunicorn")
        return serve(application, *options, ready="/", env=self.environment, workers=workers)


@contextmanager
def measuring(server: Server, url: str) -> Iterator[Site]:
    with closing(Meter(server_pid=server.pid, database=url)) as meter:
        yield Site(server=server, meter=meter)
