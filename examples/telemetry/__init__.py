"""Traces and metrics by OpenTelemetry, as a plugin: the core is not changed."""
