"""The walks over organizations: settings, owner, usage, statistics."""

from __future__ import annotations

from support.walks.description import Walk

WALK = Walk()
