"""Engines that run deliveries in processes of their own; `worker` needs none."""
