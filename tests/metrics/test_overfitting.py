"""Runs over-fit together where the mean of their rises is beyond chance, and large enough."""

import pytest

from labbook.metrics.overfitting import overfitting_by

FALLS = [0.1, 0.1, 0.1]


@pytest.mark.parametrize(
    ("rises", "falls", "verdict"),
    [
        ([0.11, 0.12, 0.13], FALLS, "clear"),
        ([0.03, 0.035, 0.04], FALLS, "mild"),
        # As high on average, but Student's interval reaches zero.
        ([0.0, 0.1, 0.26], FALLS, None),
        ([0.012, 0.013, 0.014], FALLS, None),
        ([0.11, 0.12, 0.13], [0.1, 0.0, 0.1], None),
        ([0.0, 0.001, 0.0], FALLS, "none seen"),
        ([0.12], [0.1], None),
        ([0.12, None, 0.12], FALLS, None),
        ([], [], None),
    ],
)
def test_what_the_runs_show(rises, falls, verdict) -> None:
    assert overfitting_by(rises, falls) == verdict
