"""The dashboard in a shop: run from a checkout of the shop, with its settings for tests."""
