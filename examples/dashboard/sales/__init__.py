"""A sales dashboard: what was paid and paid back, day by day, heard from orders."""
