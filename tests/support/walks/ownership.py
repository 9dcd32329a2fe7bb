"""The walks over transfers of ownership."""

from __future__ import annotations

from support.walks.description import Walk

WALK = Walk()
