"""What is compared in a large sweep grows with its configurations, not with their pairs."""

from itertools import product

import pytest

from labbook.findings import comparing
from labbook.metrics import comparison
from labbook.topics.results.findings import FINDERS
from labbook.topics.results.trends import find_trends


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each contrast that is worked out."""
    calls = []
    contrast = comparison.crossed_contrast

    def counting(*arguments):
        calls.append(1)
        return contrast(*arguments)

    monkeypatch.setattr(comparison, "crossed_contrast", counting)
    assert comparing.compare is comparison.compare
    return calls


@pytest.mark.parametrize("accuracy", [lambda units: 0.95, lambda units: 0.9 + units / 10_000])
def test_comparisons_grow_with_the_configurations(
    experiment, configuration, counted, accuracy
) -> None:
    found = []
    for n in (50, 100):
        rows = [
            configuration(f"u{units}{name}", [accuracy(units)] * 2, {"units": units, "a": name})
            for units, name in product(range(n // 2), ("relu", "tanh"))
        ]
        one = experiment(*rows, axes=("units", "a"))
        counted.clear()
        for find in FINDERS:
            find(one)
        found.append(len(counted))
    few, many = found
    assert 0 < many <= 2.2 * few


@pytest.mark.parametrize(("odd", "verdict"), [(0.95, "flat"), (0.9507, "not shown")])
def test_many_are_flat_where_each_is_close_to_the_first(
    experiment, configuration, odd, verdict
) -> None:
    rows = [configuration(f"u{units}", [0.95] * 3, {"units": units}) for units in range(1, 30)]
    rows.insert(15, configuration("odd", [odd] * 3, {"units": 15.5}))
    (found,) = find_trends(experiment(*rows, axes=("units",)))
    assert found.verdict == verdict
