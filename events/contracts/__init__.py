"""What the events promise: the catalogue, JSON Schemas, compatibility and system checks."""
