"""The error page of DEBUG, without passwords."""

import re

from django.views.debug import SafeExceptionReporterFilter


class SecretsFilter(SafeExceptionReporterFilter):
    """Also hide the URLs of settings and of the environment that contain a password."""

    hidden_settings = re.compile(
        f"{SafeExceptionReporterFilter.hidden_settings.pattern}"
        "|(DATABASE|CACHE|EMAIL|BROKER)_URL|LOCATION",
        re.I,
    )
