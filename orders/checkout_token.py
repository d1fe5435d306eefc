"""The token of a checkout form: one submission, of one session, makes one order."""

import secrets

from django.core.signing import BadSignature, Signer

# A session that does not exist yet has no key, and no basket to submit either.
type SessionKey = str | None


def new_token(session_key: SessionKey) -> str:
    """A token for one submission of the form, worth nothing in another session."""
    return _signer(session_key).sign(secrets.token_urlsafe(16))


def read_token(signed: str, session_key: SessionKey) -> str | None:
    """What names the submission; None if the token is not one that this session was given."""
    try:
        return _signer(session_key).unsign(signed)
    except BadSignature:
        return None


def _signer(session_key: SessionKey) -> Signer:
    return Signer(salt=f"orders.checkout:{session_key}")
