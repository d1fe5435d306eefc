"""What can be done with messages: the only writers, and the only publishers."""

from notifications.services.choosing import choose_email, mark_all_read, mark_read
from notifications.services.sending import send_again, send_email
from notifications.services.waiting import stop_waiting, tell_who_waits, wait_for
from notifications.services.writing import tell_account, tell_customer, tell_staff

__all__ = [
    "choose_email",
    "mark_all_read",
    "mark_read",
    "send_again",
    "send_email",
    "stop_waiting",
    "tell_account",
    "tell_customer",
    "tell_staff",
    "tell_who_waits",
    "wait_for",
]
