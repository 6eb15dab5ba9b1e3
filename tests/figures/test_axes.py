import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.figures.axes import epoch_ticks, log_epoch_ticks, power_label, value_ticks


@given(st.integers(1, 20_000), st.integers(2, 20))
def test_epoch_ticks_are_epochs(last: int, most: int) -> None:
    ticks = epoch_ticks(last, most)
    assert ticks[0] == 1
    assert ticks == sorted(set(ticks))
    assert ticks[-1] <= last
    assert len(ticks) <= most + 2


@pytest.mark.parametrize(
    ("last", "most", "expected"),
    [
        (1, 9, [1]),
        (2, 9, [1, 2]),
        (5, 9, [1, 2, 3, 4, 5]),
        (100, 5, [1, 20, 40, 60, 80, 100]),
        (100, 3, [1, 50, 100]),
        (10_000, 5, [1, 2_000, 4_000, 6_000, 8_000, 10_000]),
    ],
)
def test_epoch_ticks(last: int, most: int, expected: list[int]) -> None:
    assert epoch_ticks(last, most) == expected


@given(st.floats(1e-8, 1e8), st.floats(11, 1e12), st.integers(3, 12))
def test_logarithmic_ticks_lie_inside_and_read_as_their_values(
    lower: float, ratio: float, most: int
) -> None:
    ticks = value_ticks(lower, lower * ratio, True, most)
    assert 1 <= len(ticks) <= most
    assert all(lower <= value <= lower * ratio for value in ticks)
    assert len(set(ticks.values())) == len(ticks)


@pytest.mark.parametrize(
    ("limits", "logarithmic", "most", "labels"),
    [
        ((0.02, 0.5), True, 7, ["0.02", "0.05", "0.1", "0.2", "0.5"]),
        ((0.0009, 1.2), True, 5, ["0.001", "0.01", "0.1", "1"]),
        ((2e-6, 1.2), True, 6, ["10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "1"]),
        ((0.981, 1.0005), False, 6, ["0.985", "0.990", "0.995", "1.000"]),
        ((-0.1, 0.35), False, 7, ["−0.1", "0.0", "0.1", "0.2", "0.3"]),
    ],
)
def test_value_ticks(
    limits: tuple[float, float], logarithmic: bool, most: int, labels: list[str]
) -> None:
    assert list(value_ticks(*limits, logarithmic, most).values()) == labels


@pytest.mark.parametrize(
    ("value", "digits", "label"),
    [(1e-5, 1, "10⁻⁵"), (3e6, 1, "3×10⁶"), (7.114e-6, 3, "7.11×10⁻⁶"), (1.0, 1, "1")],
)
def test_power_label(value: float, digits: int, label: str) -> None:
    assert power_label(value, digits) == label


@given(st.integers(1, 5000), st.integers(1, 20000), st.integers(2, 18))
def test_logarithmic_epochs_are_whole_inside_and_few(first: int, more: int, most: int) -> None:
    ticks = log_epoch_ticks(first, first + more, most)
    assert 2 <= len(ticks) <= most
    assert ticks == sorted(set(ticks))
    assert first <= ticks[0] < ticks[-1] <= first + more
