from django.apps import AppConfig, apps


class StorefrontConfig(AppConfig):
    name = "storefront"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from events.api import DURABLE
        from events.signals import minute_passed
        from storefront import flat_pages, receivers
        from storefront.panels import admin_home_panels

        admin_home_panels.connect(receivers.show_failed_deliveries)
        minute_passed.connect(receivers.prune_attempts, delivery=DURABLE, attempts=1, atomic=False)
        post_migrate.connect(flat_pages.name_site, sender=apps.get_app_config("sites"))
        post_migrate.connect(flat_pages.create_pages, sender=apps.get_app_config("flatpages"))
