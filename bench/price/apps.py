"""The plugin that is measured; `promises` connects its receivers one by one."""

from django.apps import AppConfig


class PriceConfig(AppConfig):
    name = "bench.price"
    label = "price"
