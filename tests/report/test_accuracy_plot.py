"""The first figure of a page: dots where accuracies are."""

import pytest

from labbook.metrics.best_configuration import TEST_ACCURACY
from labbook.report.accuracy_plot import _axis, accuracy_plot
from labbook.report.context import Report


def test_dots_and_intervals_lie_where_they_should(whole_report: Report) -> None:
    plot = accuracy_plot(whole_report.experiments)
    assert [row.experiment for row in plot.rows] == list(whole_report.experiments)
    texts, places = list(plot.ticks), list(plot.ticks.values())
    assert (texts[-1], places[0], places[-1]) == ("100\u202f%", 0, 100)
    start = float(texts[0].removesuffix("\u202f%")) / 100
    for row in plot.rows:
        best = row.experiment.best
        assert best is not None
        expected = [100 * (run.metrics[TEST_ACCURACY] - start) / (1 - start) for run in best.runs]
        assert row.runs == pytest.approx(expected, abs=0.01)
        assert 0 <= row.low <= min(row.runs) <= max(row.runs) <= row.low + row.width <= 100.01
        assert all(0 <= place <= 100 for place in row.others)


@pytest.mark.parametrize("lowest", [0.0, 0.098, 0.5, 0.89, 0.9, 0.98765, 0.9999, 1.0])
def test_the_axis_reaches_from_all_that_is_shown_to_all_right(lowest: float) -> None:
    step, decimals, count = _axis(lowest)
    assert 1 <= count <= 5
    assert 1 - count * step <= lowest + 1e-9
    # Each tick is written in full.
    assert round(100 * step, decimals) == pytest.approx(100 * step)
