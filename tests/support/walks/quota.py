"""The walks over quotas."""

from __future__ import annotations

from support.walks.description import Walk

WALK = Walk()
