"""The figures of one configuration's answers, class by class."""

import base64
import io
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image

from labbook.figures.figure_files import figure_to_svg
from labbook.figures.illustration import Illustration
from labbook.figures.style import drawing_style
from labbook.text.numbers import area as area_text
from labbook.text.numbers import percentage_within
from labbook.topics.classes.class_evaluation import ClassEvaluation, ConfusedImages, RocCurve
from labbook.topics.classes.confused_images_figure import load_confused_rows
from labbook.topics.classes.confusion_matrix_figure import load_confusion
from labbook.topics.classes.draw_job import CLASS_KINDS
from labbook.topics.classes.roc_figure import load_roc
from made_up_evaluation import made_up_evaluation, made_up_images, ten_digits

LABEL = "ReLU, 64 units"
LONG = "a class whose name is far longer than that of any digit"
CONFUSIONS = arrays(np.int64, (4, 4), elements=st.integers(0, 50)).map(
    lambda counts: counts + np.eye(4, dtype=int)
)


def drawn(kind: str, evaluation: ClassEvaluation, confused: ConfusedImages) -> Illustration:
    with drawing_style():
        illustration = CLASS_KINDS[kind](evaluation, confused, LABEL)
        FigureCanvasAgg(illustration.figure).draw()
    return illustration


def draw(kind: str, *confusions: np.ndarray, classes: tuple[str, ...] = ()) -> Illustration:
    evaluation = made_up_evaluation(confusions, classes)
    return drawn(kind, evaluation, made_up_images(evaluation))


def words(illustration: Illustration) -> list[str]:
    return [text.get_text() for text in illustration.figure.findobj(Text) if text.get_text()]


@given(CONFUSIONS)
def test_shares_of_a_row_sum_to_one_and_the_counts_are_the_evaluation_s(counts) -> None:
    data = load_confusion(made_up_evaluation([counts]))
    assert data is not None
    assert data.shares.sum(axis=1) == pytest.approx(np.ones(4))
    assert (data.counts == counts).all()
    assert len(data.error_shares) == np.count_nonzero(counts - np.diag(np.diag(counts)))


def test_the_matrix_has_every_count_and_its_table_is_the_evaluation() -> None:
    (confusion,) = ten_digits(1)
    illustration = draw("confusion_matrix", confusion)
    found = words(illustration)
    assert {f"{count}" for count in confusion.flat if count} <= set(found)
    assert found.count("100") >= 10  # the total of each row
    table = illustration.table[1:]
    assert [int(row[2]) for row in table] == confusion.flatten().tolist()
    assert [float(row[3]) for row in table] == pytest.approx((confusion / 100).flatten())
    assert "True digit" in found
    assert f"seed 0 ({np.trace(confusion) / 10:.2f}" in illustration.caption


def test_beside_each_row_stands_the_share_that_is_right() -> None:
    counts = np.array([[9, 1, 0], [1, 7, 0], [2, 0, 0]])
    found = words(draw("confusion_matrix", counts))
    assert {"90.0\u202f%", "87.5\u202f%", "0\u202f%", "80.0\u202f%"} <= set(found)
    assert "right" in found


def test_the_matrix_of_ten_digits_leaves_most_of_a_page() -> None:
    """Where it does not fit below, no more than a third of a page (A4, 250 mm of text) is empty."""
    height = draw("confusion_matrix", *ten_digits(1)).figure.get_size_inches()[1] * 25.4
    assert height < 75


def test_more_of_an_error_is_darker_whatever_the_diagonal_is() -> None:
    counts = np.array([[9900, 10, 90], [0, 9970, 30], [0, 0, 10000]])
    illustration = draw("confusion_matrix", counts, classes=("a", "b", "c"))
    cells = [one for one in illustration.figure.findobj(Rectangle) if one.get_zorder() in (2, 3)]
    lightness = np.array([sum(one.get_facecolor()[:3]) for one in cells[:9]]).reshape(3, 3)
    assert lightness[0, 2] < lightness[1, 2] < lightness[0, 1] < 3
    assert (np.diag(lightness) == 3).all()
    assert lightness[1, 0] == lightness[2, 0] == 3  # none


def test_without_errors_there_is_no_scale_and_no_image() -> None:
    counts = np.diag([5, 7])
    matrix = draw("confusion_matrix", counts)
    assert "There is no error." in matrix.caption
    assert not any("Errors" in text for text in words(matrix))
    assert draw("roc_curves", counts).in_report
    images = draw("confused_images", counts)
    assert not images.in_report
    assert len(images.table) == 1


def test_a_class_that_is_never_answered_or_has_no_images_is_drawn() -> None:
    counts = np.array([[9, 0, 1], [4, 0, 6], [0, 0, 10]])
    assert "1: 0 of 10 right (0" in draw("confusion_matrix", counts).alternative
    assert "1: AUC 0.5000" in words(draw("roc_curves", counts))
    evaluation = made_up_evaluation([counts])
    shown = replace(
        evaluation.runs[0],
        confusion=((9, 0, 1), (0, 0, 0), (0, 0, 10)),
        scores={**evaluation.runs[0].scores, "auc": (0.9, None, 0.9)},
    )
    lacking = replace(
        evaluation,
        runs=(shown,),
        support=(10, 0, 10),
        roc=(evaluation.roc[0], RocCurve((), ()), evaluation.roc[2]),
    )
    confused = made_up_images(lacking)
    matrix = drawn("confusion_matrix", lacking, confused)
    assert [row[3] for row in matrix.table if row[0] == "1"] == ["", "", ""]
    curves = drawn("roc_curves", lacking, confused)
    assert {row[0] for row in curves.table[1:]} == {"0", "2"}


def test_a_pair_that_only_other_runs_confuse_has_no_images_and_that_is_said() -> None:
    shown, other = np.array([[9, 1], [0, 9]]), np.array([[9, 0], [3, 9]])
    assert (
        "Pairs that it does not confuse are left out."
        in draw("confused_images", shown, other).caption
    )
    assert "left out" not in draw("confused_images", shown, shown).caption


def test_where_the_axis_begins_higher_chance_is_said_to_be_missing() -> None:
    """It lies in the window all the same, at its right end."""
    high, low = draw("roc_curves", *ten_digits(1)), draw("roc_curves", np.full((2, 2), 5))
    assert "The table of scores" not in high.caption
    assert "is over all 3 runs" in draw("roc_curves", *ten_digits(3)).caption
    assert "chance, where both rates are the same, is not drawn." in high.caption
    assert "chance" not in words(high)
    assert "chance" in words(low)
    assert "not drawn" not in low.caption


def test_images_in_color_are_as_they_are() -> None:
    evaluation = made_up_evaluation([np.array([[3, 1], [0, 4]])])
    confused = made_up_images(evaluation, size=(6, 5, 3))
    with drawing_style():
        illustration = CLASS_KINDS["confused_images"](evaluation, confused, LABEL)
        svg = figure_to_svg(illustration.figure)
    (encoded,) = re.findall(r"data:image/png;base64,\s*([^\"]*)\"", svg)
    with Image.open(io.BytesIO(base64.b64decode(encoded))) as picture:
        pixels = np.array(picture.convert("RGB"))
    upright = [pixels, pixels[::-1]]
    assert any(np.abs(one - confused.images[0].astype(int)).max() <= 2 for one in upright)


@pytest.mark.parametrize("kind", CLASS_KINDS)
def test_without_a_run_there_is_no_place_for_it(kind: str) -> None:
    illustration = draw(kind)
    assert not illustration.in_report
    assert len(illustration.table) == 1


@given(CONFUSIONS)
def test_curves_rise_within_the_window_and_pass_through_their_points(counts) -> None:
    data = load_roc(made_up_evaluation([counts]))
    assert data is not None
    for each in data.curves:
        assert (np.diff(each.false_positives) >= 0).all()
        assert (np.diff(each.true_positives) >= -1e-12).all()
        assert each.false_positives[0] == pytest.approx(data.left)
        assert (each.false_positives[-1], each.true_positives[-1]) == pytest.approx((1, 1))
        drawn_points = np.c_[each.false_positives, each.true_positives]
        own = np.c_[each.curve.false_positive_rates, each.curve.true_positive_rates]
        for point in own[own[:, 0] > data.left]:
            assert np.abs(drawn_points - point).max(axis=1).min() < 1e-9
        area = np.trapezoid(each.curve.true_positive_rates, each.curve.false_positive_rates)
        assert area == pytest.approx(each.area)
    assert (data.lowest <= data.highest).all()


def test_where_the_axis_bends_a_line_it_is_drawn_through_its_points() -> None:
    evaluation = made_up_evaluation([np.array([[90, 10], [20, 80]])])
    data = load_roc(evaluation)
    assert data is not None
    first = data.curves[0]  # from (0.2, 0.9) in a straight line to (1, 1)
    after = first.false_positives > 0.2
    expected = 0.9 + 0.1 * (first.false_positives[after] - 0.2) / 0.8
    assert first.true_positives[after] == pytest.approx(expected)
    assert after.sum() > 5


def test_of_near_perfect_classes_only_the_top_is_shown_and_of_poor_ones_chance_too() -> None:
    good = np.diag([1000] * 3) + 1 - np.eye(3, dtype=int)
    poor = np.full((3, 3), 100) + np.diag([30] * 3)
    assert "chance" not in words(draw("roc_curves", good))
    assert "vertical axis begins at 0.98" in draw("roc_curves", good).caption
    bad = draw("roc_curves", poor)
    assert "chance" in words(bad)
    assert "Only the upper part" not in bad.caption
    assert all(ax.get_ylim()[0] <= 0 for ax in bad.figure.axes)


def test_each_curve_is_named_with_its_area_and_its_table_has_every_point() -> None:
    evaluation = made_up_evaluation(ten_digits(2))
    illustration = drawn("roc_curves", evaluation, made_up_images(evaluation))
    areas = evaluation.runs[0].scores["auc"]
    titles = {f"{place}: AUC {area:.4f}" for place, area in enumerate(areas) if area}
    assert titles <= set(words(illustration))
    rows = [(row[0], float(row[2]), float(row[3])) for row in illustration.table[1:]]
    assert rows == [
        (str(place), *point)
        for place, curve in enumerate(evaluation.roc)
        for point in zip(curve.false_positive_rates, curve.true_positive_rates, strict=True)
    ]


def test_a_row_for_each_pair_with_its_images_and_their_probabilities() -> None:
    evaluation = made_up_evaluation(ten_digits(3))
    confused = made_up_images(evaluation)
    rows = load_confused_rows(evaluation, confused)
    assert sum(len(row.images) for row in rows) == len(confused.images)
    first = evaluation.pairs[0]
    illustration = drawn("confused_images", evaluation, confused)
    found = words(illustration)
    assert f"{first.label} taken for {first.answer}" in found
    assert percentage_within(float(confused.probabilities[0]), 0) in found
    assert any(text.endswith(" per run") for text in found)
    assert [int(row[3]) for row in illustration.table[1:]] == confused.rows.tolist()
    assert float(illustration.table[1][2]) == first.mean
    assert str(confused.probabilities[3])[:5] in illustration.table[4][4]


def test_of_one_run_images_are_counted_and_no_mean_is_taken() -> None:
    found = words(draw("confused_images", np.array([[9, 1], [2, 8]])))
    assert {"1 image", "2 images"} <= set(found)
    assert not any("per run" in text for text in found)


@pytest.mark.parametrize("size", [(28, 28), (5, 9)])
def test_ink_is_dark_and_every_pixel_is_in_the_file(size: tuple[int, int]) -> None:
    evaluation = made_up_evaluation([np.array([[3, 1], [0, 4]])])
    confused = made_up_images(evaluation, size=size)
    with drawing_style():
        illustration = CLASS_KINDS["confused_images"](evaluation, confused, LABEL)
        svg = figure_to_svg(illustration.figure)
    (encoded,) = re.findall(r"data:image/png;base64,\s*([^\"]*)\"", svg)
    with Image.open(io.BytesIO(base64.b64decode(encoded))) as picture:
        pixels = np.array(picture.convert("L"))
        assert set(picture.info) <= {"dpi"}
    shape = pixels.shape
    assert shape == size
    # Matplotlib may store an image upside down and turn it where it stands.
    upright = [pixels, pixels[::-1]]
    assert any(np.abs((255 - one) - confused.images[0].astype(int)).max() <= 2 for one in upright)


@pytest.mark.parametrize("kind", CLASS_KINDS)
def test_same_bytes_twice_and_no_date(kind: str) -> None:
    evaluation = made_up_evaluation(ten_digits(2))
    confused = made_up_images(evaluation)

    def svg() -> str:
        with drawing_style():
            return figure_to_svg(CLASS_KINDS[kind](evaluation, confused, LABEL).figure)

    first = svg()
    assert first == svg()
    assert "date" not in re.sub(r"base64,[^\")]*", "", first).lower()
    assert not any("opacity" in text for text in re.findall(r"<text\b[^>]*>", first))


@pytest.mark.parametrize("kind", CLASS_KINDS)
@pytest.mark.parametrize("names", [tuple("0123456789"), ("no", "yes"), ("cat", LONG, "automobile")])
def test_nothing_is_cut_and_no_words_overlap(kind: str, names: tuple[str, ...]) -> None:
    counts = np.full((len(names), len(names)), 7) + np.diag([1200] * len(names))
    figure = draw(kind, counts, classes=names).figure
    width, height = figure.canvas.get_width_height()
    boxes = []
    for text in figure.findobj(Text):
        if text.get_text().strip() and text.get_visible():
            box = text.get_window_extent()
            assert -1 <= box.x0 <= box.x1 <= width + 1, text.get_text()
            assert -1 <= box.y0 <= box.y1 <= height + 1, text.get_text()
            boxes.append((text.get_text(), box))
    if kind == "roc_curves":  # whose ticks of neighboring panels may stand close
        return
    for place, (one, box) in enumerate(boxes):
        for other, beside in boxes[place + 1 :]:
            wide = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            high = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            assert wide < 0.5 or high < 3.0, (one, other)


def test_what_rounding_would_make_none_or_all_says_so() -> None:
    assert percentage_within(0.0001) == "<0.1\u202f%"
    assert percentage_within(0.99999) == ">99.9\u202f%"
    assert (percentage_within(0.0), percentage_within(1.0)) == ("0\u202f%", "100\u202f%")
    assert percentage_within(0.1234) == "12.3\u202f%"
    assert (area_text(0.99997), area_text(1.0)) == (">0.9999", "1.0000")
