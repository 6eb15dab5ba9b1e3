"""Numbers as a notebook's Markdown shows them."""

import pytest

from labbook.topics.notebook.template import (
    and_list,
    counted,
    duration,
    integer,
    percent,
    points,
)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (integer(48000), "48,000"),
        (percent(0.97149998), "97.15 %"),
        (points(-0.0012), "0.12 percentage points"),
        (duration(0.324), "0.32 seconds"),
        (duration(3.24), "3.2 seconds"),
        (duration(44.6), "45 seconds"),
        (duration(59.7), "1 minute and 0 seconds"),
        (duration(125), "2 minutes and 5 seconds"),
        (counted(1, "epoch"), "1 epoch"),
        (counted(1200, "step"), "1,200 steps"),
        (and_list([3]), "3"),
        (and_list([3, 5]), "3 and 5"),
        (and_list([3, 5, 8]), "3, 5, and 8"),
    ],
)
def test_it_reads(shown: str, expected: str) -> None:
    assert shown == expected
