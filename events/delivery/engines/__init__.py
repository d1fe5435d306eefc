"""Engines that run deliveries in other processes; `worker` needs none."""
