"""The walks over quotas."""

from __future__ import annotations

from support.making import Request
from support.walks.description import Walk

WALK = Walk(good={"get_me_quota": lambda *_: Request({})}, own={"get_me_quota"})
