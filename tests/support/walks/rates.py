"""The walks over rates and labour costs."""

from __future__ import annotations

from support.walks.description import Walk

WALK = Walk()
