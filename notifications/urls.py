"""Under /notifications/."""

from django.urls import path

from notifications.views import back_in_stock, inbox

app_name = "notifications"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("preferences/", inbox.preferences, name="preferences"),
    path("back-in-stock/", back_in_stock.back_in_stock, name="back_in_stock"),
    path("stop/<str:token>/", back_in_stock.stop, name="stop"),
    path("<uuid:message_id>/", inbox.message, name="message"),
]
