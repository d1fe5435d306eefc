"""Orders in the admin: everything can be read, and only services write."""

from django.contrib import admin

from orders.admin.order import OrderAdmin
from orders.admin.records import (
    ChargeAdmin,
    CheckoutTokenAdmin,
    OfferAdmin,
    RefundAdmin,
)
from orders.models import Charge, CheckoutToken, Offer, Order, Refund

admin.site.register(Charge, ChargeAdmin)
admin.site.register(CheckoutToken, CheckoutTokenAdmin)
admin.site.register(Offer, OfferAdmin)
admin.site.register(Order, OrderAdmin)
admin.site.register(Refund, RefundAdmin)
