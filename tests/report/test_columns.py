"""Numbers of a column stand with their points below one another."""

from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.artifacts.summary import Statistic
from labbook.report.columns import DIGIT_SPACE, POINT_SPACE, stat_column


def stat(mean: float | None, std: float | None) -> Statistic:
    return Statistic(mean, std, 3, ())


def test_decimals_and_spreads_are_filled_up() -> None:
    column = stat_column([stat(0.9781, 0.0012), stat(0.9, 0.12), stat(0.905, None)], "percent")
    lines = [cell.replace(DIGIT_SPACE, "_").replace(POINT_SPACE, ",") for cell in column]
    assert [line.replace("\u00a0", " ") for line in lines] == [
        "97.81 ± _0.12",
        "90,__ ± 12,__",
        "90.50 _ __,__",
    ]


def test_a_run_without_result_is_said() -> None:
    assert stat_column([stat(None, None), stat(0.5, 0.1)], "loss")[0] == "diverged"


def test_powers_of_ten_stand_as_they_are() -> None:
    assert "<sup>−7</sup>" in stat_column([stat(1e-7, 1e-8), stat(0.5, 0.1)], "loss")[0]


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0.01, 9), st.floats(0.0001, 5)), min_size=1, max_size=6))
def test_all_cells_are_equally_wide_behind_the_point(pairs: list[tuple[float, float]]) -> None:
    column = stat_column([stat(*pair) for pair in pairs], "loss")
    lines = [cell.replace(POINT_SPACE, ".") for cell in column]
    assert len({len(line) for line in lines}) == 1
    assert len({line.find(".") for line in lines}) == 1
