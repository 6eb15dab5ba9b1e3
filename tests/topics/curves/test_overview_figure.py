"""The overview: every configuration of an experiment in one small figure."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from labbook.artifacts.summary import Summary
from labbook.figures.illustration import Illustration
from labbook.figures.style import drawing_style
from labbook.topics.curves.overview_figure import FEW, MOST_SHOWN, illustrate_overview

EPOCHS = np.arange(20)


def drawn(drawable, summary: Summary | None = None) -> Illustration:
    with drawing_style():
        illustration = illustrate_overview(drawable.plan, summary or drawable.summary)
        FigureCanvasAgg(illustration.figure).draw()
    return illustration


def fill(drawable, make_history, n_configurations: int, n_seeds: int = 3):
    """The later, the worse."""
    for number in range(n_configurations):
        histories = [
            make_history(
                (0.1 + 0.01 * number) * (1 + np.exp(-EPOCHS / 5)) * (1 + 0.01 * seed),
                0.9 - 0.01 * number - 0.05 * np.exp(-EPOCHS / 5) - 0.001 * seed,
                shift=0.1,
            )
            for seed in range(n_seeds)
        ]
        drawable.add(f"network {number}", histories)
    return drawable


def legend(illustration: Illustration) -> list[str]:
    return [text.get_text() for text in illustration.figure.legends[0].get_texts()]


def test_of_one_configuration_each_run_is_a_line(drawable, make_history) -> None:
    illustration = drawn(fill(drawable, make_history, 1))
    assert len(illustration.figure.axes) == 2
    for ax in illustration.figure.axes:
        # The mean is not drawn, but a page can be asked for it.
        assert [line.get_linestyle() for line in ax.lines].count("None") == 2
        assert len(ax.lines) == 2 * 3 + 2
        assert len({line.get_color() for line in ax.lines}) == 2
    assert legend(illustration) == ["training", "validation"]
    assert "each of the 3 runs" in illustration.caption


def test_of_several_the_mean_of_what_was_held_out_is_drawn(drawable, make_history) -> None:
    illustration = drawn(fill(drawable, make_history, 3))
    loss, accuracy = illustration.figure.axes
    assert len(loss.lines) == len(accuracy.lines) == 3
    assert legend(illustration) == ["network 0", "network 1", "network 2"]
    ends = [line.get_ydata()[-1] for line in loss.lines]
    rows = [row for row in illustration.table[1:] if row[1] == "20"]
    assert ends == pytest.approx([float(row[5]) for row in rows])
    expected = 0.1 * (1 + np.exp(-19 / 5)) * 1.01 * 1.1
    assert ends[0] == pytest.approx(expected)
    assert "3 seeds" in illustration.caption
    assert "in front" not in illustration.caption
    assert illustration.alternative.count("network") == 3


def test_a_training_that_begins_as_another_is_seen_in_front_of_it(drawable, make_history) -> None:
    for epochs in (5, 20, 10):
        loss = 0.1 + np.exp(-EPOCHS[:epochs] / 5)
        drawable.add(f"{epochs} epochs", [make_history(loss, 1 - loss / 2, shift=0.1)])
    illustration = drawn(drawable)
    for ax in illustration.figure.axes:
        in_front = sorted(ax.lines, key=lambda line: -line.get_zorder())
        assert [len(line.get_xdata()) for line in in_front] == [5, 10, 20]
    assert "The shorter a curve, the further it is in front." in illustration.caption


def test_batch_sizes_bring_a_panel_of_updates(drawable, make_history) -> None:
    fill(drawable, make_history, 2)
    summary = drawable.summary
    first, second = summary.configurations
    summary = replace(summary, configurations=(first, replace(second, steps_per_epoch=10)))
    illustration = drawn(drawable, summary)
    by_epoch, by_update, _ = illustration.figure.axes
    assert [line.get_xdata()[-1] for line in by_epoch.lines] == [20, 20]
    assert [line.get_xdata()[-1] for line in by_update.lines] == [2000, 200]
    assert by_update.get_xscale() == "log"
    ends = [[line.get_ydata()[-1] for line in ax.lines] for ax in (by_epoch, by_update)]
    assert ends[0] == ends[1]
    updates = {row[0]: row[2] for row in illustration.table[1:] if row[1] == "20"}
    assert list(updates.values()) == ["2000", "200"]


def test_of_too_many_the_best_are_drawn_and_the_rest_are_in_the_table(
    drawable, make_history
) -> None:
    illustration = drawn(fill(drawable, make_history, MOST_SHOWN + 2, n_seeds=1))
    lines = illustration.figure.axes[0].lines
    assert len(lines) == MOST_SHOWN
    pens = {(line.get_color(), str(line.get_linestyle())) for line in lines}
    assert len(pens) == MOST_SHOWN
    assert legend(illustration) == [f"network {number}" for number in range(MOST_SHOWN)]
    assert f"{MOST_SHOWN + 2} configurations" in illustration.caption
    assert len({row[0] for row in illustration.table[1:]}) == MOST_SHOWN + 2


@pytest.mark.parametrize("words", ["", "Adadelta, learning rate 1.0, 512 units, "])
def test_no_label_is_cut_however_many_there_are(drawable, make_history, words: str) -> None:
    fill(drawable, make_history, MOST_SHOWN, n_seeds=1)
    for planned in drawable.planned:
        planned["label"] = words + planned["label"]
    figure = drawn(drawable).figure
    box = figure.legends[0].get_window_extent()
    assert 0 <= box.y0 < box.y1 <= figure.bbox.height
    assert box.x1 <= figure.bbox.width
    # Nor does the legend lie on a panel.
    assert all(ax.get_window_extent().x1 < box.x0 for ax in figure.axes)


def test_diverged_runs_are_named_and_in_no_mean(drawable, make_history) -> None:
    wild = make_history(np.r_[1.0, np.full(19, np.nan)], np.full(20, 0.1))
    tame = make_history(np.full(20, 0.3), np.full(20, 0.9))
    drawable.add("half wild", [wild, tame]).add("tame", [tame, tame])
    illustration = drawn(drawable)
    assert "half wild (1)" in illustration.caption
    for line in illustration.figure.axes[0].lines:
        assert line.get_ydata()[-1] == pytest.approx(0.3)


def test_a_configuration_of_which_all_diverged_is_left_out(drawable, make_history) -> None:
    wild = make_history(np.full(20, np.nan), np.full(20, 0.1))
    drawable.add("wild", [wild]).add("tame", [make_history(np.full(20, 0.3), np.full(20, 0.9))])
    illustration = drawn(drawable)
    assert {row[0] for row in illustration.table[1:]} == {"configuration-1"}
    assert "wild (1)" in illustration.caption


@pytest.mark.parametrize("why", ["failed", "diverged"])
def test_without_a_run_to_draw_it_says_so(drawable, make_history, why: str) -> None:
    wild = make_history(np.full(20, np.nan), np.full(20, 0.1))
    drawable.add("wild", [wild])
    if why == "failed":
        drawable.fail(0, 0)
    illustration = drawn(drawable)
    assert len(illustration.table) == 1
    assert "nothing to draw" in illustration.caption
    assert "wild (1" in illustration.caption


def test_runs_that_failed_are_named(drawable, make_history) -> None:
    fill(drawable, make_history, 2).fail(0, 1)
    caption = drawn(drawable).caption
    assert "Failed and not drawn: network 0 (1 of 3 runs)." in caption
    assert "2 or 3 seeds" in caption


def test_one_epoch_is_a_dot(drawable, make_history) -> None:
    drawable.add("a", [make_history([0.5], [0.5])])
    markers = {line.get_marker() for line in drawn(drawable).figure.axes[0].lines}
    assert markers == {"."}


def test_of_very_many_a_few_stand_before_the_spread_of_all(drawable, make_history) -> None:
    illustration = drawn(fill(drawable, make_history, 25, n_seeds=1))
    loss, accuracy = illustration.figure.axes
    for ax in (loss, accuracy):
        # The median beside them, and two bands.
        assert len(ax.lines) == FEW + 1
        assert len(ax.collections) == 2
    assert legend(illustration) == [f"network {number}" for number in range(FEW)]
    ends = [float(row[5]) for row in illustration.table[1:] if row[1] == "20"]
    median = next(line for line in loss.lines if line.get_linestyle() == ":")
    assert median.get_ydata()[-1] == pytest.approx(np.median(ends))
    assert (
        "Of 25 configurations, the 6 with the lowest validation loss at the end."
        in illustration.caption
    )
    assert "their median" in illustration.caption
