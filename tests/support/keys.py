"""Idempotency-Keys, and the writes that they are for."""

from __future__ import annotations

from support.making import fresh
from support.walk import GOOD

REPEATED = "Idempotent-Replayed"

# A session's cookie is in its first answer alone; users/data only reads; asking for a mail tells nothing, ever.
KEPT_FROM_NOTHING = {
    "me_sessions_post",
    "me_sessions_delete",
    "delete_me_session",
    "post_workspace_users_data",
    "post_lost_password",
}
# Not for the owner, or not by the owner's token: below, by name.
ELSEWHERE = {
    "post_organization_accept_invitation",
    "post_reject_invitation",
    "post_reset_token",
    "post_lost_password_confirm",
}
WRITES = sorted(
    name
    for name in GOOD
    if not name.startswith("get_") and name not in KEPT_FROM_NOTHING | ELSEWHERE | {"me_logged_get"}
)


def new_key() -> str:
    """A key that nothing had before."""
    return fresh("key").replace(" ", "-")
