"""The models of accounts."""

from accounts.models.address import Address
from accounts.models.link import LinkPurpose, LinkRequest
from accounts.models.note import CustomerNote
from accounts.models.user import User
