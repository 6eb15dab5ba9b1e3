"""Curves of runs that early stopping ended at different epochs."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from labbook.errors import LabbookError
from labbook.figures.style import drawing_style
from labbook.topics.curves.curve_data import load_curves
from labbook.topics.curves.draw_job import illustrate_accuracy, illustrate_loss
from labbook.topics.curves.overview_figure import illustrate_overview

LENGTHS, BEST = (8, 5, 11), (6, 3, 9)


def turned(n: int, best: int) -> np.ndarray:
    return 0.2 + 0.01 * np.abs(np.arange(1, n + 1) - best)


@pytest.fixture
def stopped(drawable, make_history):
    """Two configurations of three runs; the losses of the second are twice as high."""
    for factor in (1, 2):
        histories = [
            make_history(factor * turned(n, best), 1 - turned(n, best), shift=0.1)
            for n, best in zip(LENGTHS, BEST, strict=True)
        ]
        drawable.add(f"network {factor}", histories, restored=BEST)
    return drawable


def drawn(illustrate, experiment):
    with drawing_style():
        illustration = illustrate(experiment.plan, experiment.summary)
        FigureCanvasAgg(illustration.figure).draw()
    return illustration


def test_a_mean_is_over_all_runs_or_is_none(stopped) -> None:
    first, _ = load_curves(stopped.plan, stopped.summary, "loss")
    assert (first.n_together, len(first.epochs), first.restores) == (5, 11, True)
    assert len(first.held_out.mean) == len(first.held_out.highest) == 5
    assert [len(tail) for tail in first.held_out.tails] == [3, 0, 6]
    # Each run has its lowest loss, 0.2, at the epoch that counts.
    assert first.training.end == pytest.approx(0.2)
    assert first.training.mean[-1] > 0.2


def test_each_run_is_drawn_to_its_end_and_its_epoch_that_counts_is_marked(stopped) -> None:
    illustration = drawn(illustrate_loss, stopped)
    ax = illustration.figure.axes[0]
    ends = [int(line.get_xdata()[-1]) for line in ax.lines if len(line.get_xdata()) > 1]
    # The other configuration's mean; of training and of validation, each run and the mean.
    assert ends == [5, *LENGTHS, 5, *LENGTHS, 5]
    circles = [line for line in ax.lines if len(line.get_xdata()) == 1]
    assert [int(line.get_xdata()[0]) for line in circles] == list(BEST)
    assert [float(line.get_ydata()[0]) for line in circles] == pytest.approx([0.22] * 3)
    assert "a mean ends with the first" in illustration.caption
    assert "up to" not in illustration.caption.partition(" epochs")[0]
    assert "Circles: the epoch whose weights count." in illustration.caption
    assert "At the epoch that counts the validation loss ranges from 0.22" in (
        illustration.alternative
    )
    lower, upper = ax.get_ylim()
    assert all(lower <= y <= upper for line in ax.lines for y in line.get_ydata())


def test_the_table_says_of_how_many_runs_a_mean_is(stopped) -> None:
    rows = [row for row in drawn(illustrate_accuracy, stopped).table if row[0].endswith("-0")]
    series = {int(row[2]): row[1] for row in rows}
    assert series == {
        **dict.fromkeys(range(1, 6), "mean of 3 runs"),
        **dict.fromkeys(range(6, 9), "mean of 2 runs"),
        **dict.fromkeys(range(9, 12), "mean of 1 run"),
    }


def test_the_overview_of_several_ends_a_mean_where_the_first_run_ends(stopped) -> None:
    illustration = drawn(illustrate_overview, stopped)
    for ax in illustration.figure.axes:
        assert [line.get_xdata()[-1] for line in ax.lines] == [5, 5]
    assert "A mean ends with the first of its runs" in illustration.caption
    assert "At the epoch that counts: network 1: validation loss 0.22" in illustration.alternative
    assert {row[1] for row in illustration.table[1:]} == set("12345")


def test_the_overview_of_one_has_each_run_and_its_circle(drawable, make_history) -> None:
    histories = [
        make_history(turned(n, best), 1 - turned(n, best))
        for n, best in zip(LENGTHS, BEST, strict=True)
    ]
    illustration = drawn(illustrate_overview, drawable.add("network", histories, restored=BEST))
    loss, _ = illustration.figure.axes
    lengths = [len(line.get_xdata()) for line in loss.lines]
    # After the runs their mean, which is not drawn.
    assert lengths == [*LENGTHS, min(LENGTHS), *LENGTHS, min(LENGTHS), 1, 1, 1]
    assert "over up to 11 epochs: a line for each of the 3 runs. Circles:" in illustration.caption
    (legend,) = illustration.figure.legends
    titles = [ax.title.get_window_extent() for ax in illustration.figure.axes]
    titles += [ax._left_title.get_window_extent() for ax in illustration.figure.axes]
    assert not any(legend.get_window_extent().overlaps(title) for title in titles if title.width)


def test_without_early_stopping_runs_have_one_length(drawable, make_history) -> None:
    drawable.add("a", [make_history([0.5] * n, [0.5] * n) for n in (2, 3)])
    with pytest.raises(LabbookError, match="histories of different lengths"):
        load_curves(drawable.plan, drawable.summary, "loss")
