"""The only code of this app that writes and publishes."""

from accounts.services.addresses import (
    MAX_ADDRESSES,
    AddressBookFull,
    AddressChanged,
    AddressSavedBefore,
    add_address,
    change_address,
    delete_address,
    make_default_address,
    save_ordered_address,
)
from accounts.services.closing import StaffAccount, close_account
from accounts.services.email_change import confirm_email_change, request_email_change
from accounts.services.links import LinkExpired, prune_link_requests, send_link
from accounts.services.notes import add_customer_note
from accounts.services.passwords import change_password, request_password_reset, reset_password
from accounts.services.sign_up import EmailTaken, WrongPassword, confirm_sign_up, request_sign_up
