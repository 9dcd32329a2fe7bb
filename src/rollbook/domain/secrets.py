"""Tokens, session ids and one-time codes: what is random, what is derived, and what of them is stored."""

import base64
import hashlib
import hmac
import secrets
from uuid import UUID

from rollbook.domain.common_passwords import MOST_COMMON, is_common
from rollbook.domain.errors import Invalid

MIN_PASSWORD_CHARACTERS = 8
MAX_PASSWORD_BYTES = 1024
TOO_COMMON = f"password should not be one of the {MOST_COMMON:,} most common ones"
# What stands in the password's place when the user name is an API token.
TOKEN_PASSWORD = "api_token"
# What named tokens begin with, and no other token can: those have hexadecimal digits alone.
_NAMED_TOKEN = "rb_"


def new_code() -> str:
    """A random code of 192 bits for a session, an invitation or a reset link."""
    return secrets.token_urlsafe(24)


def new_nonce() -> bytes:
    """What an API token is derived from, together with the installation's secret key."""
    return secrets.token_bytes(16)


def new_public_id() -> str:
    """An opaque name of 22 characters for an account."""
    return secrets.token_urlsafe(16)


def api_token(secret_key: bytes, account_id: int, nonce: bytes) -> str:
    """The account's API token: 128 bits as 32 hexadecimal characters.

    Derived, so that the service can show it to its owner without keeping it.
    """
    message = b"rollbook api token\0" + account_id.to_bytes(8, "big") + nonce
    return hmac.new(secret_key, message, hashlib.sha256).hexdigest()[:32]


def new_named_token() -> str:
    """A random token of 174 bits, as long as any token: 32 characters."""
    return _NAMED_TOKEN + secrets.token_urlsafe(22)[:29]


def is_named_token(token: str) -> bool:
    """Whether it can be a named token; else it can be an account's own."""
    return token.startswith(_NAMED_TOKEN)


def link_code(secret_key: bytes, message_id: UUID) -> str:
    """The code of the link that a mail carries: 192 bits as 32 characters.

    Derived, so that whoever sends the mail can write the link without anybody having kept it.
    """
    digest = hmac.digest(secret_key, b"rollbook mail link\0" + message_id.bytes, "sha256")
    return base64.urlsafe_b64encode(digest[:24]).decode()


def form_token(secret_key: bytes, session_hash: bytes) -> str:
    """What a page writes into its forms, which no page of another site can know: 128 bits as 32 digits.

    Derived of the session, so that it ends with it and nothing of it is kept.
    """
    return hmac.digest(secret_key, b"rollbook form\0" + session_hash, "sha256").hex()[:32]


def stored_hash(secret: str) -> bytes:
    """What is kept of a token or code. Plain SHA-256 is enough for 128 random bits."""
    return hashlib.sha256(secret.encode()).digest()


def is_same(one: bytes, other: bytes) -> bool:
    """Whether two hashes of secrets are the same, in a time that does not tell how much of them is."""
    return hmac.compare_digest(one, other)


def new_password(password: str | None, *, missing: str, too_short: str) -> str:
    """The password where it may be one, else Invalid with the texts given."""
    if not password:
        raise Invalid(missing)
    if len(password) < MIN_PASSWORD_CHARACTERS:
        raise Invalid(too_short)
    if password == TOKEN_PASSWORD:
        raise Invalid(f"password must not be {TOKEN_PASSWORD}")
    if len(password.encode()) > MAX_PASSWORD_BYTES:
        raise Invalid(f"password should be at most {MAX_PASSWORD_BYTES} bytes")
    if is_common(password):
        raise Invalid(TOO_COMMON)
    return password
