from django.urls import path

from orders import views

app_name = "orders"

urlpatterns = [
    path("basket/", views.basket, name="basket"),
    path("basket/add/", views.basket_add, name="basket_add"),
    path("basket/undo/", views.basket_undo, name="basket_undo"),
    path("basket/update/", views.basket_update, name="basket_update"),
    path("checkout/", views.checkout, name="checkout"),
    path("orders/", views.orders, name="orders"),
    path("orders/link/<str:signed>/", views.order_link, name="order_link"),
    path("orders/<uuid:order_id>/", views.order, name="order"),
    path("orders/<uuid:order_id>/pay/", views.pay, name="pay"),
    path("orders/<uuid:order_id>/again/", views.buy_again, name="buy_again"),
    path("orders/<uuid:order_id>/cancel/", views.cancel, name="cancel"),
]
