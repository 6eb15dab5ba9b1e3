"""Numbers are written as print wants them, and none is lost or invented."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from labbook.artifacts.summary import Statistic
from labbook.report import numbers

PLAIN_SPACES = str.maketrans({"\u202f": " ", "\u00a0": " "})


def stat(mean: float | None, std: float | None, n: int = 3) -> dict[str, object]:
    return {"mean": mean, "std": std, "n": n, "values": []}


def plain(text: str) -> str:
    return text.translate(PLAIN_SPACES)


@pytest.mark.parametrize(
    ("mean", "std", "text"),
    [
        (0.9781, 0.0012, "97.81 ± 0.12 % (n = 3)"),
        (0.98132, 0.00034, "98.13 ± 0.03 % (n = 3)"),
        (0.99813, 0.00003, "99.813 ± 0.003 % (n = 3)"),
        (0.9, 0.123, "90 ± 12 % (n = 3)"),
        (0.97, 0.0096, "97.0 ± 1.0 % (n = 3)"),
        (0.902, 0.0, "90.20 ± 0.00 % (n = 3)"),
        (0.9, None, "90.00 % (n = 3)"),
        (None, None, "diverged"),
        (math.nan, None, "diverged"),
    ],
)
def test_accuracy_with_spread(mean: float | None, std: float | None, text: str) -> None:
    assert plain(numbers.mean_std_percent(stat(mean, std))) == text


@pytest.mark.parametrize(
    ("mean", "std", "text"),
    [
        (0.0252, 0.0012, "0.0252 ± 0.0012"),
        (0.016912, 0.000023, "0.01691 ± 0.00002"),
        (2.30259, 0.00001, "2.303 ± 0.000"),
        (2.30259, 0.0, "2.3026 ± 0.0000"),
        (1.2e-7, 0.3e-7, "(1.20 ± 0.30) × 10<sup>−7</sup>"),
        (-0.0252, 0.0012, "−0.0252 ± 0.0012"),
        (0.0252, None, "0.0252"),
        (None, None, "diverged"),
    ],
)
def test_loss_with_spread(mean: float | None, std: float | None, text: str) -> None:
    assert plain(numbers.mean_std_loss(stat(mean, std), n=False)) == text


@settings(deadline=None)
@given(st.floats(0.001, 100), st.floats(1e-6, 100))
def test_mean_and_spread_end_at_the_same_place(mean: float, std: float) -> None:
    text = plain(numbers.mean_std_loss(Statistic(mean, std, 3, ()), n=False))
    written_mean, written_std = text.split(" ± ")
    assert len(written_mean.partition(".")[2]) == len(written_std.partition(".")[2])
    places = len(written_mean.partition(".")[2])
    assert float(written_mean) == pytest.approx(mean, abs=0.5000001 * 10**-places)


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(1e-5, 0.5))
def test_a_spread_of_accuracies_never_looks_like_none(mean: float, std: float) -> None:
    text = plain(numbers.mean_std_percent(Statistic(mean, std, 3, ()), n=False))
    assert float(text.split(" ± ")[1].removesuffix(" %")) > 0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0252, "0.0252"),
        (0.00031, "0.00031"),
        (1.2e-7, "1.2 × 10<sup>−7</sup>"),
        (-1.2e-7, "−1.2 × 10<sup>−7</sup>"),
        (12.345678, "12.346"),
        (None, "diverged"),
        (math.inf, "diverged"),
    ],
)
def test_loss_alone(value: float | None, text: str) -> None:
    assert plain(numbers.loss4(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.001, "< 0.01 s"),
        (0.32, "0.32 s"),
        (3.24, "3.2 s"),
        (45.2, "45 s"),
        (59.7, "1 min"),
        (125.0, "2 min 5 s"),
        (3599.8, "1 h"),
        (4320.0, "1 h 12 min"),
        (None, "–"),
    ],
)
def test_durations(value: float | None, text: str) -> None:
    assert plain(numbers.seconds(value)) == text


@settings(deadline=None)
@given(st.floats(0.01, 1e6))
def test_a_duration_keeps_two_digits(value: float) -> None:
    parts = re.findall(r"([0-9.]+) (h|min|s)", plain(numbers.seconds(value)))
    total = sum(float(count) * {"h": 3600, "min": 60, "s": 1}[unit] for count, unit in parts)
    assert total == pytest.approx(value, rel=0.051, abs=0.005)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0012, "0.12 percentage points"),
        (-0.0012, "−0.12 percentage points"),
        (0.00003, "less than 0.01 percentage points"),
        (0.0, "0.00 percentage points"),
        (1e-17, "0.00 percentage points"),
        (None, "–"),
    ],
)
def test_differences(value: float | None, text: str) -> None:
    assert numbers.pp(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-9, "p < 0.001"),
        (0.0034, "p = 0.0034"),
        (0.034, "p = 0.034"),
        (0.34, "p = 0.34"),
        (1.0, "p = 1.00"),
        (None, "p = –"),
    ],
)
def test_p_values(value: float | None, text: str) -> None:
    assert plain(numbers.pvalue(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.04, "1.04 times"), (3.14, "3.1 times"), (31.4, "31 times"), (None, "–")],
)
def test_ratios(value: float | None, text: str) -> None:
    assert numbers.ratio(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(1000, "1,000"), (60000, "60,000"), (-12345, "−12,345")]
)
def test_integers_are_grouped_from_five_digits_on(value: int, text: str) -> None:
    assert numbers.integer(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.001, "0.001"),
        (1e-5, "10<sup>−5</sup>"),
        (2.5e-5, "2.5 × 10<sup>−5</sup>"),
        (1.0, "1"),
        (0.0, "0"),
        (123456.7, "123,457"),
    ],
)
def test_settings(value: float, text: str) -> None:
    assert plain(numbers.number(value)) == text


def test_percent_and_missing() -> None:
    assert plain(numbers.percent(0.9781)) == "97.81 %"
    assert numbers.percent(None) == numbers.integer(math.nan) == "–"


def test_words_for_small_counts() -> None:
    assert [numbers.count_word(count) for count in (1, 12, 13)] == ["one", "twelve", "13"]


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b, and c"),
        (["a, x", "b"], "a, x and b"),
        (["a", "b, x", "c"], "a; b, x; and c"),
        ([Markup('<i title="a, b">a</i>'), "b", "c"], '<i title="a, b">a</i>, b, and c'),
    ],
)
def test_lists(items: list[str], text: str) -> None:
    assert numbers.and_list(items) == text


def test_a_list_escapes_text_and_keeps_html() -> None:
    listed = numbers.and_list(["<b>", Markup("<em>x</em>")])
    assert listed == "&lt;b&gt; and <em>x</em>"


def test_a_score_has_four_decimals_and_is_a_dash_where_there_is_none() -> None:
    score = plain(numbers.mean_std_score(stat(0.99721, 0.00042), n=False))
    assert score == "0.9972 ± 0.0004"
    assert plain(numbers.mean_std_score(stat(0.99721, None), n=False)) == "0.9972"
    assert plain(numbers.mean_std_score(Statistic(None, None, 0, ()))) == numbers.MISSING


def test_what_is_no_statistic_is_refused() -> None:
    with pytest.raises(TypeError, match="no mean"):
        numbers.mean_std_loss(0.5)
