"""The walk over asking for a new password."""

from __future__ import annotations

from support.making import Request
from support.walks.description import Walk
from support.world import World, sign_up


def _post_lost_password(world: World, _: int) -> Request:
    _, email, _ = sign_up(world.http, "Fred Forgetful")
    return Request({}, {"email": email})


WALK = Walk(
    good={"post_lost_password": _post_lost_password},
    public={"post_lost_password"},
    bodies={"post_lost_password": {"email": "text"}},
)
