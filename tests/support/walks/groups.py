"""The walks over groups in their workspace form."""

from __future__ import annotations

from support.walks.description import Walk

WALK = Walk()
