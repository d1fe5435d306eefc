"""Typed event signals with an outbox. The public API is `events.api`; start with README.md."""
