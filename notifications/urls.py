"""Addresses below /notifications/."""

from django.urls import path

from notifications.views import inbox, stock_alerts

app_name = "notifications"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("preferences/", inbox.preferences, name="preferences"),
    path("back-in-stock/", stock_alerts.stock_alert, name="stock_alert"),
    path("stop/<str:token>/", stock_alerts.unsubscribe, name="unsubscribe"),
    path("<uuid:message_id>/", inbox.message, name="message"),
]
