from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from labbook.figures.illustration import Illustration
from labbook.figures.style import drawing_style
from labbook.topics.curves.curve_data import MOST_PANELS
from labbook.topics.curves.draw_job import illustrate_accuracy, illustrate_loss

LONG_LABEL = "Adadelta at its old default, learning rate 1.0, dropout 0.25, 512 units, no. {}"


def drawn(illustrate, drawable) -> Illustration:
    with drawing_style():
        illustration = illustrate(drawable.plan, drawable.summary)
        FigureCanvasAgg(illustration.figure).draw()
    return illustration


def fill(drawable, make_history, n_configurations: int, n_epochs: int, n_seeds: int = 2):
    time = np.arange(n_epochs)
    for number in range(n_configurations):
        histories = [
            make_history(
                (0.02 + 0.01 * number) * (1 + np.exp(-time / 5) * 9) * (1 + 0.02 * seed),
                0.99 - 0.002 * number - 0.05 * np.exp(-time / 5) - 0.001 * seed,
                shift=0.1,
            )
            for seed in range(n_seeds)
        ]
        drawable.add(LONG_LABEL.format(number), histories)
    return drawable


def visible_texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]


@pytest.mark.parametrize("illustrate", [illustrate_loss, illustrate_accuracy])
@pytest.mark.parametrize("n_configurations", [1, 2, 4, 5, 9, 24])
def test_no_text_is_cut_and_none_touches_another(
    drawable, make_history, illustrate, n_configurations: int
) -> None:
    figure = drawn(illustrate, fill(drawable, make_history, n_configurations, 100)).figure
    assert len(figure.axes) == n_configurations
    width, height = figure.canvas.get_width_height()
    boxes = [(text.get_text(), text.get_window_extent()) for text in visible_texts(figure)]
    for text, box in boxes:
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= width, text
        assert box.y1 <= height + 1, text
    for (first, a), (second, b) in combinations(boxes, 2):
        overlap = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert min(overlap) <= 1, (first, second)


def test_text_is_never_smaller_than_can_be_read(drawable, make_history) -> None:
    figure = drawn(illustrate_loss, fill(drawable, make_history, 24, 10)).figure
    assert min(text.get_fontsize() for text in visible_texts(figure)) >= 7.5


def test_a_figure_fits_on_a_page_with_its_caption(drawable, make_history) -> None:
    figure = drawn(illustrate_loss, fill(drawable, make_history, 30, 10)).figure
    width, height = figure.get_size_inches() * 25.4
    assert width == pytest.approx(170)
    assert height <= 215


def test_caption_counts_configurations_and_seeds(drawable, make_history) -> None:
    caption = drawn(illustrate_loss, fill(drawable, make_history, 3, 100, n_seeds=3)).caption
    assert "Loss (binary cross-entropy) over 100 epochs" in caption
    assert "one panel for each of 3 configurations" in caption
    assert "3 seeds for each: the thick line is their mean, a thin one a single seed." in caption
    assert "The vertical axis is logarithmic." in caption


def test_one_seed_has_no_band_in_caption_or_legend(drawable, make_history) -> None:
    illustration = drawn(illustrate_accuracy, fill(drawable, make_history, 1, 20, n_seeds=1))
    assert "One seed." in illustration.caption
    assert "thin" not in illustration.caption
    words = [text.get_text() for text in visible_texts(illustration.figure)]
    assert not any("seeds" in word for word in words)


@pytest.mark.parametrize(("n_seeds", "n_lines"), [(12, 26), (13, 2)])
def test_up_to_twelve_seeds_are_lines_and_more_a_band(
    drawable, make_history, n_seeds: int, n_lines: int
) -> None:
    illustration = drawn(illustrate_loss, fill(drawable, make_history, 1, 20, n_seeds=n_seeds))
    (ax,) = illustration.figure.axes
    assert (len(ax.lines), len(ax.patches)) == (n_lines, 0 if n_lines > 2 else 2)
    words = [text.get_text() for text in visible_texts(illustration.figure)]
    assert ("single seeds" in words) == (n_lines > 2)
    assert ("a band from the lowest" in illustration.caption) == (n_lines == 2)


def test_what_lies_below_the_accuracy_axis_is_said(drawable, make_history) -> None:
    early = [0.1] * 3 + [0.97] * 17
    drawable.add("a", [make_history(np.ones(20), early)])
    illustration = drawn(illustrate_accuracy, drawable)
    assert "lie outside the vertical axis (the last at epoch 3)" in illustration.caption
    assert illustration.figure.axes[0].get_ylim()[0] > 0.9


def test_a_failed_configuration_is_drawn_on_its_own_axis_and_named(drawable, make_history) -> None:
    fill(drawable, make_history, 3, 40)
    drawable.add("barely trains", [make_history(np.full(40, 2.3), np.linspace(0.1, 0.3, 40))])
    illustration = drawn(illustrate_accuracy, drawable)
    assert "drawn on its own vertical axis: barely trains." in illustration.caption
    *others, own = [ax.get_ylim() for ax in illustration.figure.axes]
    assert len(set(others)) == 1
    assert own[0] < 0.1


def test_of_too_many_configurations_the_best_are_shown_and_the_rest_named(
    drawable, make_history
) -> None:
    illustration = drawn(illustrate_loss, fill(drawable, make_history, MOST_PANELS + 2, 5))
    assert len(illustration.figure.axes) == MOST_PANELS
    assert "left out: " + LONG_LABEL.format(MOST_PANELS) in illustration.caption
    names = {row[0] for row in illustration.table[1:]}
    assert len(names) == MOST_PANELS + 2


@pytest.mark.parametrize("illustrate", [illustrate_loss, illustrate_accuracy])
@pytest.mark.parametrize("n_finite", [0, 1, 3])
def test_diverged_runs_are_drawn_and_named(
    drawable, make_history, illustrate, n_finite: int
) -> None:
    losses = np.full(6, np.nan)
    losses[:n_finite] = 10.0 ** np.arange(n_finite)
    drawable.add("wild", [make_history(losses, np.full(6, 0.1))] * 2)
    drawable.add("tame", [make_history(np.full(6, 0.3), np.full(6, 0.9))])
    illustration = drawn(illustrate, drawable)
    assert "wild (2 of 2 runs)" in illustration.caption
    assert "wild (2 of 2 runs)" in illustration.alternative
    crosses = [line for line in illustration.figure.axes[0].lines if line.get_marker() == "x"]
    assert len(crosses) == 4
    assert all(0 < line.get_ydata()[0] < 1 for line in crosses)
    assert sum(row[1].startswith("configuration-0_seed") for row in illustration.table) == (
        2 * n_finite
    )


@pytest.mark.parametrize("illustrate", [illustrate_loss, illustrate_accuracy])
@pytest.mark.parametrize("n_epochs", [1, 2])
def test_few_epochs_are_marked_one_by_one(
    drawable, make_history, illustrate, n_epochs: int
) -> None:
    illustration = drawn(illustrate, fill(drawable, make_history, 2, n_epochs))
    markers = {line.get_marker() for line in illustration.figure.axes[0].lines}
    assert {"o", "s"} <= markers
    assert f"over {n_epochs} epoch" in illustration.caption


def test_alternative_text_gives_the_last_values(drawable, make_history) -> None:
    drawable.add("low", [make_history([0.5, 0.1], [0.5, 0.9])])
    drawable.add("high", [make_history([0.5, 0.2], [0.5, 0.8])])
    alternative = drawn(illustrate_loss, drawable).alternative
    assert "2 line charts" in alternative
    assert "training loss ranges from 0.1 (low) to 0.2 (high)" in alternative


def test_dollar_signs_in_a_label_are_text(drawable, make_history) -> None:
    drawable.add("cost $5 and $6_2", [make_history([0.5, 0.1], [0.5, 0.9])])
    words = [text.get_text() for text in visible_texts(drawn(illustrate_loss, drawable).figure)]
    assert "cost $5 and $6_2" in words


def test_losses_of_different_names_are_called_loss(drawable, make_history) -> None:
    drawable.add("a", [make_history([0.5], [0.5])], loss="mean_squared_error")
    drawable.add("b", [make_history([0.5], [0.5])])
    assert drawn(illustrate_loss, drawable).caption.startswith("Loss over 1 epoch")


@pytest.mark.parametrize("illustrate", [illustrate_loss, illustrate_accuracy])
def test_failed_runs_are_named_and_what_is_left_is_drawn(
    drawable, make_history, illustrate
) -> None:
    fill(drawable, make_history, 3, 10, n_seeds=3)
    drawable.fail(0, 1).fail(1, 0, 1, 2)
    illustration = drawn(illustrate, drawable)
    assert len(illustration.figure.axes) == 2
    first, second = LONG_LABEL.format(0), LONG_LABEL.format(1)
    sentence = f"Failed and not drawn: {first} (1 of 3 runs); {second} (3 of 3 runs)."
    assert sentence in illustration.caption
    assert sentence in illustration.alternative
    assert "one panel for each of 2 configurations" in illustration.caption
    assert "2 to 3 seeds for a configuration" in illustration.caption
    series = {(row[0], row[1]) for row in illustration.table[1:]}
    assert series == {("configuration-0", "mean of 2 runs"), ("configuration-2", "mean of 3 runs")}


def test_runs_that_failed_count_beside_one_that_diverged(drawable, make_history) -> None:
    columns = make_history([0.5, 0.1], [0.5, 0.9])
    drawable.add("a", [columns] * 3, diverged=[True, False, False]).fail(0, 1, 2)
    caption = drawn(illustrate_loss, drawable).caption
    assert "left out of the mean: a (1 of 3 runs). Failed and not drawn: a (2 of 3 runs)." in (
        caption
    )
