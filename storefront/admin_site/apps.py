"""The admin app, with the shop's own site as the default site."""

from django.contrib.admin.apps import AdminConfig


class ShopAdminConfig(AdminConfig):
    default_site = "storefront.admin_site.site.ShopAdminSite"
