"""Plugins: apps from outside the shop, installed by naming them in PLUGIN_APPS."""
