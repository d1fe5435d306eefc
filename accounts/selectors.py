"""Reads of a customer's personal data."""

from accounts.models import User
from accounts.signals import PersonalDataQuestion, personal_data


def personal_data_of(user: User) -> dict[str, object]:
    """Return what every app stores about this customer, by the app's name."""
    account = {
        "email": user.email,
        "email_confirmed_at": user.email_confirmed_at,
        "customer_since": user.date_joined,
        "last_login": user.last_login,
    }
    answers = personal_data.ask(PersonalDataQuestion(customer_id=user.pk))
    return {"accounts": account, **{answer.app: answer.data for answer in answers}}
