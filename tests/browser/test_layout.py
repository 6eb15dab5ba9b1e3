"""A page as it stands in a window."""

import pytest

from browser.conftest import Opened
from browser.made_up_pages import LABS


@pytest.mark.parametrize("lab", LABS)
def test_nothing_is_fetched_and_nothing_is_said(lab: str, open_page: Opened) -> None:
    page = open_page(lab)
    assert [address for address in open_page.fetched if address[:5] not in ("data:", "file:")] == []
    assert page.url in open_page.fetched
    assert open_page.said == []
