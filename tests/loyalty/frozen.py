"""A worker that is stopped inside an award: `python -m tests.loyalty.frozen`.

It has locked the customer's points and written the award, and has not committed. It works in the
database of DATABASE_URL. Once it goes on, it delivers what is due and exits.
"""

import os
import signal

import django


def main() -> None:
    from events.testing import deliver_all
    from loyalty.signals import points_awarded

    def stop(**kwargs: object) -> None:
        """Stop this process once, as on a machine that is suspended."""
        points_awarded.disconnect(stop)
        os.kill(os.getpid(), signal.SIGSTOP)

    points_awarded.connect(stop)
    deliver_all(failures=True)


if __name__ == "__main__":
    django.setup()
    main()
