"""Pages of lists."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rollbook.domain.pages import DEFAULT_PER_PAGE, MAX_PER_PAGE, Page, PageRequest

untimed = settings(deadline=None)


def test_the_first_page_of_fifty_is_asked_for_by_default():
    assert (PageRequest().page, PageRequest().per_page, PageRequest().offset) == (1, 50, 0)
    assert (DEFAULT_PER_PAGE, MAX_PER_PAGE) == (50, 1_000)


@untimed
@given(records=st.integers(0, 5_000), per_page=st.integers(1, MAX_PER_PAGE))
def test_the_pages_hold_every_row_once(records, per_page):
    number = Page("[]", records, PageRequest(1, per_page)).pages

    rows = [
        row for page in range(1, number + 1) for row in range(records)[PageRequest(page, per_page).offset :][:per_page]
    ]

    assert rows == list(range(records))
    assert PageRequest(number + 1, per_page).offset >= records


def test_an_empty_list_has_no_page():
    assert Page("[]", 0, PageRequest()).pages == 0


@untimed
@given(page=st.integers(1, 2**70), per_page=st.integers(1, MAX_PER_PAGE))
def test_a_page_beyond_counting_is_one_that_the_database_can_count(page, per_page):
    assert 0 <= PageRequest(page, per_page).offset < 2**63
