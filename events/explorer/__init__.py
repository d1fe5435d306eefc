"""The event explorer: pages with the map, timelines, the event log and failed deliveries."""
