"""The contracts of events: the catalogue, JSON Schemas, compatibility and system checks."""
