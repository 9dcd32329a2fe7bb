"""What all faults have in common."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

# urllib3 leaves a connection that is cut in its TLS handshake to the collector.
CUT = "ignore:unclosed <ssl.SSLSocket:ResourceWarning"


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.filterwarnings(CUT))


@pytest.fixture(autouse=True)
def let_go_of_cut_connections() -> Iterator[None]:
    """Here, and not in whatever test is next."""
    yield
    gc.collect()
