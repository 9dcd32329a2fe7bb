"""How long a mail rests that did not leave."""

from __future__ import annotations

import pytest

from rollbook.services.deliveries import pause_after


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (8, 128), (9, 240), (1000, 240)])
def test_pauses_grow_to_four_hours(attempts: int, minutes: int) -> None:
    assert pause_after(attempts).total_seconds() == minutes * 60
