"""The walks over accounts: profile, preferences, avatars, sessions."""

from __future__ import annotations

from support.walks.description import Walk

WALK = Walk()
