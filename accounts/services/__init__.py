"""The only code of this app that writes and publishes."""

from accounts.services.closing import StaffAccount, close_account
from accounts.services.email_change import confirm_email_change, request_email_change
from accounts.services.links import LinkExpired, prune_link_requests, send_link
from accounts.services.passwords import change_password, request_password_reset, reset_password
from accounts.services.sessions import prune_sessions
from accounts.services.sign_up import EmailTaken, WrongPassword, confirm_sign_up, request_sign_up

__all__ = [
    "EmailTaken",
    "LinkExpired",
    "StaffAccount",
    "WrongPassword",
    "change_password",
    "close_account",
    "confirm_email_change",
    "confirm_sign_up",
    "prune_link_requests",
    "prune_sessions",
    "request_email_change",
    "request_password_reset",
    "request_sign_up",
    "reset_password",
    "send_link",
]
