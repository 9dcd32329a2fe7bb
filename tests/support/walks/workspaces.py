"""The walks over workspaces: settings, statistics, preferences, data of people."""

from __future__ import annotations

from support.walks.description import Walk

WALK = Walk()
