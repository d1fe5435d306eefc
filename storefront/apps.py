from datetime import timedelta
from typing import Any

from django.apps import AppConfig, apps


class StorefrontConfig(AppConfig):
    name = "storefront"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from events.api import AFTER_COMMIT, DURABLE
        from events.signals import minute_passed
        from storefront import flat_pages, receivers, signals
        from storefront.panels import admin_home_panels

        admin_home_panels.connect(receivers.show_failed_deliveries)
        minute_passed.connect(receivers.prune_attempts, delivery=DURABLE, attempts=1, atomic=False)
        minute_passed.connect(receivers.prune_imports, delivery=DURABLE, attempts=1, atomic=False)

        # Our own signals: a request does not wait for the rows of a file. They have their own
        # queue, because an import holds up what is behind it. `atomic=False` claims imports one by
        # one; the status of an import makes a repeated delivery do nothing.
        imports: dict[str, Any] = {
            "delivery": DURABLE,
            "atomic": False,
            "attempts": 8,
            "lease": timedelta(minutes=5),  # 10,000 rows take about ten seconds of a processor
            "queue": "imports",
        }
        signals.import_uploaded.connect(receivers.check_import, **imports)
        signals.import_confirmed.connect(receivers.apply_import, **imports)
        for signal in (signals.import_uploaded, signals.import_confirmed):
            signal.connect(receivers.log_event, delivery=AFTER_COMMIT)
        post_migrate.connect(flat_pages.name_site, sender=apps.get_app_config("sites"))
        post_migrate.connect(flat_pages.create_pages, sender=apps.get_app_config("flatpages"))
