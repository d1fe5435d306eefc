from django.urls import path

from events.explorer.views import event_log, failed, flow, live_map

app_name = "events"

urlpatterns = [
    path("", live_map.map_page, name="map"),
    path("live/", live_map.map_fragment, name="map_fragment"),
    path("map.json", live_map.map_json, name="map_json"),
    path("map.mermaid", live_map.map_mermaid, name="map_mermaid"),
    path("log/", event_log.event_log, name="event_log"),
    path("failed/", failed.failed, name="failed"),
    path("failed/retry/", failed.retry, name="retry"),
    path("flows/fragment/", flow.flow_fragment, name="flow_fragment"),
    path("flows/<uuid:correlation_id>/", flow.flow_page, name="flow"),
    path("flows/<uuid:correlation_id>.json", flow.flow_json, name="flow_json"),
    path("<uuid:event_id>/", event_log.event, name="event"),
    path("<uuid:event_id>/replay/", event_log.replay, name="replay"),
]
