"""Reads of a customer's personal data."""

from django.db.models import Q

from accounts.models import LinkRequest, User
from accounts.signals import PersonalData, personal_data
from storefront.addresses import ADDRESS_FIELDS


def personal_data_of(user: User) -> dict[str, object]:
    """Return what every app stores about this customer, by the app's name.

    If an app cannot answer, raise its error: a file without its part would look complete.
    """
    account = {
        "email": user.email,
        "email_confirmed_at": user.email_confirmed_at,
        "customer_since": user.date_joined,
        "last_login": user.last_login,
        "addresses": list(user.addresses.values(*ADDRESS_FIELDS, "is_default")),
        "notes": list(user.notes.values("text", "created_at")),
        "requested_links": [
            {"purpose": request.purpose, "email": request.email, "at": request.requested_at}
            for request in LinkRequest.objects.filter(Q(user=user) | Q(email=user.email))
        ],
    }
    answers = personal_data.ask(PersonalData(customer_id=user.pk), complete=True)
    return {"accounts": account, **{answer.app: answer.data for answer in answers}}
