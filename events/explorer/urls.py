from django.urls import path

from events.explorer.views import event, event_log, event_map, failed, flow

app_name = "events"

urlpatterns = [
    path("", event_map.map_page, name="map"),
    path("map.json", event_map.map_json, name="map_json"),
    path("map.mermaid", event_map.map_mermaid, name="map_mermaid"),
    path("log/", event_log.event_log, name="event_log"),
    path("failed/", failed.failed, name="failed"),
    path("failed/retry/", failed.retry, name="retry"),
    path("flows/<uuid:correlation_id>/", flow.flow_page, name="flow"),
    path("flows/<uuid:correlation_id>.json", flow.flow_json, name="flow_json"),
    path("<uuid:event_id>/", event.event, name="event"),
    path("<uuid:event_id>/replay/", event.replay, name="replay"),
]
