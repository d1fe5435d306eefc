"""Accounts in the admin, and what protects them."""

from accounts.admin.protection import AccessAttemptAdmin, DeviceAdmin
from accounts.admin.users import GroupAdmin, UserAdmin
