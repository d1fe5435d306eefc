from django.urls import path

from orders.views.additions import basket_add, basket_undo
from orders.views.basket import basket, basket_update
from orders.views.checkout import checkout
from orders.views.order_page import order, pay
from orders.views.orders import buy_again, cancel, order_link, orders

app_name = "orders"

urlpatterns = [
    path("basket/", basket, name="basket"),
    path("basket/add/", basket_add, name="basket_add"),
    path("basket/undo/", basket_undo, name="basket_undo"),
    path("basket/update/", basket_update, name="basket_update"),
    path("checkout/", checkout, name="checkout"),
    path("orders/", orders, name="orders"),
    path("orders/link/<str:signed>/", order_link, name="order_link"),
    path("orders/<uuid:order_id>/", order, name="order"),
    path("orders/<uuid:order_id>/pay/", pay, name="pay"),
    path("orders/<uuid:order_id>/again/", buy_again, name="buy_again"),
    path("orders/<uuid:order_id>/cancel/", cancel, name="cancel"),
]
