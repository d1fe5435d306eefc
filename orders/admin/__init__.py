"""Orders in the admin: everything can be read, and only services write."""

from orders.admin import order, records
