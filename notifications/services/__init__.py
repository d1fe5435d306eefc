"""Change messages. Only this package writes to the tables and publishes events."""

from notifications.services.customers import erase_customer
from notifications.services.emails import resend_emails, send_email
from notifications.services.inbox import mark_all_read, mark_read, set_email_preferences
from notifications.services.messages import notify_account, notify_customer, notify_staff
from notifications.services.pruning import prune_messages
from notifications.services.stock_alerts import (
    cancel_stock_alerts,
    notify_waiting_customers,
    request_stock_alert,
)
