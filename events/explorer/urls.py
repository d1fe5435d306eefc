from django.urls import path

from events.explorer import views

app_name = "events"

urlpatterns = [
    path("flows/fragment/", views.flow_fragment, name="flow_fragment"),
    path("flows/<uuid:correlation_id>/", views.flow_page, name="flow"),
    path("flows/<uuid:correlation_id>.json", views.flow_json, name="flow_json"),
]
