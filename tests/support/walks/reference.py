"""The walks over time zones and countries."""

from __future__ import annotations

from support.walks.description import Walk

WALK = Walk()
