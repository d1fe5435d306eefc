"""Collect the parts in runs with the lab only: see test_lab.py."""

from django.conf import settings

collect_ignore = [] if "examples.lab" in settings.PLUGIN_APPS else ["parts"]
