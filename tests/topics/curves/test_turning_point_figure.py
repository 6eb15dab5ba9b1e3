import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from labbook.figures.illustration import Illustration
from labbook.figures.style import drawing_style
from labbook.text.numbers import in_groups
from labbook.topics.curves.curve_drawing import MAX_POINTS
from labbook.topics.curves.turning_point_figure import HEADER, illustrate_turning_point

EPOCHS = np.arange(1, 10_001)


def neuron(make_history, rise: float = 3.8e-7, n_epochs: int = 10_000, fraction: float = 0.0):
    """As a logistic neuron watched on the test set: it turns near epoch 2,300 of 10,000."""
    epochs = EPOCHS[:n_epochs]
    columns = make_history(
        0.0195 + 0.18 * epochs**-0.45, np.full(n_epochs, 0.99), fraction=fraction
    )
    columns["val_loss" if fraction else "test_loss"] = 0.0219 + 0.15 * epochs**-0.6 + rise * epochs
    return columns


def turned(columns) -> int:
    return int(columns["test_loss"].argmin()) + 1


def crossed(columns) -> int:
    above = columns["test_loss"] > columns["train_loss"]
    return next(epoch for epoch in EPOCHS if above[epoch - 1 :].all())


def drawn(drawable) -> Illustration:
    with drawing_style():
        illustration = illustrate_turning_point(drawable.plan, drawable.summary)
        FigureCanvasAgg(illustration.figure).draw()
    return illustration


def test_turn_and_crossing_of_every_seed_are_marked_and_named(drawable, make_history) -> None:
    seeds = [neuron(make_history, rise) for rise in (3.6e-7, 4.0e-7)]
    illustration = drawn(drawable.add("neuron", seeds))
    (ax,) = illustration.figure.axes
    marks = {
        marker: [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() == marker]
        for marker in "oD"
    }
    assert marks["o"] == [turned(one) for one in seeds]
    assert marks["D"] == [crossed(one) for one in seeds]
    for one in seeds:
        assert in_groups(turned(one)) in illustration.alternative
        assert in_groups(crossed(one)) in illustration.alternative
    titles = [text.get_text() for text in ax.findobj(Text)]
    assert any(in_groups(turned(seeds[0])) in title for title in titles)
    marked = [(int(row[2]), row[6]) for row in illustration.table[1:] if row[6]]
    assert sorted(marked) == sorted(
        [(turned(one), "lowest") for one in seeds] + [(crossed(one), "crossing") for one in seeds]
    )


def test_a_crossing_that_not_every_seed_has_is_not_told_of_all(drawable, make_history) -> None:
    always_above = neuron(make_history)
    always_above["train_loss"] *= 0.1
    seeds = [neuron(make_history), always_above]
    told = drawn(drawable.add("neuron", seeds)).alternative
    assert f"above training from {in_groups(crossed(seeds[0]))} on in 1 of 2 runs;" in told


def test_the_window_shows_the_turn_and_both_curves(drawable, make_history) -> None:
    columns = neuron(make_history)
    illustration = drawn(drawable.add("neuron", [columns] * 2))
    (ax,) = illustration.figure.axes
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    assert 1 < left < turned(columns) / 2
    assert right > 10_000
    lowest, last = columns["test_loss"].min(), columns["test_loss"][-1]
    assert 0 < low < lowest < last < high
    # The rise after the turn takes a tenth of the height at least.
    assert last - lowest > (high - low) / 10
    inside = columns["train_loss"][int(left) :]
    assert ((inside > low) & (inside < high)).any()
    assert "test solid" not in illustration.caption
    assert "training solid, test dashed" in illustration.caption
    assert all(len(line.get_xdata()) <= MAX_POINTS for line in ax.lines)


def test_only_what_turns_has_a_panel(drawable, make_history) -> None:
    falling = make_history(1 / EPOCHS[:50], np.full(50, 0.9), fraction=0.0)
    drawable.add("falls", [falling] * 2).add("turns", [neuron(make_history)] * 2)
    illustration = drawn(drawable)
    assert len(illustration.figure.axes) == 1
    assert {row[0] for row in illustration.table[1:]} == {"configuration-1"}


@pytest.mark.parametrize("diverged", [False, True])
def test_where_nothing_turns_there_is_no_place_for_it(
    drawable, make_history, diverged: bool
) -> None:
    columns = neuron(make_history) if diverged else neuron(make_history, n_epochs=500)
    illustration = drawn(drawable.add("a", [columns] * 2, diverged=[diverged] * 2))
    assert not illustration.in_report
    assert illustration.table == [HEADER]


def test_noise_and_one_run_do_not_turn(drawable, make_history) -> None:
    rng = np.random.default_rng(0)
    noisy = [make_history(1 + 0.03 * rng.standard_normal(100), np.full(100, 0.9)) for _ in "abc"]
    for columns in noisy:
        columns["train_loss"] = 1 / EPOCHS[:100]
        # Each single curve ends above its lowest point, by more than counts as a rise.
        assert columns["val_loss"][-1] > 1.02 * columns["val_loss"].min()
    drawable.add("noise", noisy).add("one run", [neuron(make_history)])
    assert not drawn(drawable).in_report


def test_a_training_loss_far_below_is_named(drawable, make_history) -> None:
    columns = neuron(make_history)
    columns["train_loss"] = columns["train_loss"] / 100
    illustration = drawn(drawable.add("far", [columns] * 2))
    assert "Training loss outside the vertical axis: far." in illustration.caption
    assert "Diamond" not in illustration.caption


@pytest.mark.parametrize("fraction", [0.0, 0.2])
@pytest.mark.parametrize("n_panels", [1, 9])
def test_no_text_is_cut(drawable, make_history, n_panels: int, fraction: float) -> None:
    columns = neuron(make_history, fraction=fraction)
    for number in range(n_panels):
        drawable.add(f"a label of some length, no. {number}", [columns] * 2)
    figure = drawn(drawable).figure
    width, height = figure.canvas.get_width_height()
    for text in figure.findobj(Text):
        if text.get_text() and text.get_visible():
            box = text.get_window_extent()
            assert -1 <= box.x0 <= box.x1 <= width + 1, text.get_text()
            assert -1 <= box.y0 <= box.y1 <= height + 1, text.get_text()


@pytest.mark.parametrize(
    ("names", "words"), [("a", "outside the panel."), ("ab", "outside their panel: a; b.")]
)
def test_crossings_that_no_panel_shows_are_not_promised(
    drawable, make_history, names, words
) -> None:
    early = neuron(make_history)
    early["train_loss"] = 0.3 * early["train_loss"] + np.where(EPOCHS < 5, 0.5, 0)
    for name in names:
        drawable.add(name, [early] * 2)
    illustration = drawn(drawable)
    assert f"Not drawn are diamonds {words}" in illustration.caption
    for ax in illustration.figure.axes:
        low, high = ax.get_ylim()
        marks = [line for line in ax.lines if line.get_marker() == "D" and line.get_xdata().size]
        assert not any(low < line.get_ydata()[0] < high for line in marks)
