"""The walks over the audit log."""

from __future__ import annotations

from support.walks.description import Walk

WALK = Walk()
