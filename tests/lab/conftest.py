"""The parts are tested with the lab installed, in runs of their own: see test_lab.py."""

from django.conf import settings

collect_ignore = [] if "examples.lab" in settings.PLUGIN_APPS else ["parts"]
