"""Ratios and what is said of the targets."""

import pytest
from speed.comparison import Comparison, geometric_mean, table_lines, verdict_lines
from speed.side_times import SideTimes


def comparison(title: str, fit: float, compiled: float, memory: float = 900.0) -> Comparison:
    return Comparison(
        title,
        epochs=100,
        seeds=2,
        all_runs=20,
        compiled=SideTimes(compiled, 2.0, 1.5, 0.5, 0.1, memory),
        fit=SideTimes(fit, 3.0, 1.0, 1.0, 5.0, 1300.0),
    )


def test_ratios_of_epochs_and_of_whole_runs() -> None:
    one = comparison("one", fit=1.0, compiled=0.1)
    assert one.ratio == pytest.approx(10)
    assert one.ratio_of_whole_runs == pytest.approx(
        105 / (4 / 20 * 2.0 + (1.5 + 0.5 + 0.1) / 2 + 10)
    )


def test_geometric_mean_of_reciprocals_is_one() -> None:
    assert geometric_mean([4.0, 0.25]) == pytest.approx(1)


def test_targets_that_are_met() -> None:
    excluded, _, job = verdict_lines([comparison("a", 5.0, 0.1), comparison("b", 2.0, 0.5)])
    assert "geometric mean 14.14 (target at least 8: met)" in excluded
    assert "least 4.00, of b (target at least 2.4: met)" in excluded
    assert "NOT" not in job


@pytest.mark.parametrize(
    ("slow", "words"),
    [
        (comparison("slow", 2.0, 1.0), "least 2.00, of slow (target at least 2.4: NOT met)"),
        (comparison("slow", 3.0, 1.0), "(target at least 8: NOT met)"),
        (comparison("slow", 3.0, 1.0, 1700.0), "at most 1700 MiB (target under 1536: NOT met)"),
    ],
)
def test_targets_that_are_missed(slow: Comparison, words: str) -> None:
    assert words in "\n".join(verdict_lines([comparison("fast", 10.0, 1.0), slow]))


def test_every_configuration_has_a_line_of_the_same_width() -> None:
    heading, *lines = table_lines([comparison("short", 10, 1), comparison("much longer", 3, 1)])
    assert len({len(line) for line in lines}) == 1
    assert len(lines) == 2
    assert "10.00" in lines[0]
    assert max(map(len, heading.splitlines())) == len(lines[0])
