"""Whether NumPy and Keras took the same steps, said of what was measured."""

import pytest

from labbook.topics.engines.comparison_file import EngineComparison
from labbook.topics.engines.findings import BOUND, find_parity

ROWS = ("a", "b")


@pytest.fixture
def found(experiment, configuration):
    """From the largest difference of each configuration's losses to the findings."""

    def find(**differences: float):
        rows = [configuration(name, [0.9, 0.91]) for name in ROWS]
        comparisons = tuple(
            EngineComparison(name, f"{name}-0", 100, (0.5, 0.25), (0.5, 0.25 - difference))
            for name, difference in differences.items()
        )
        return find_parity(experiment(*rows), comparisons)

    return find


def test_what_was_not_compared_is_not_spoken_of(found):
    assert found() == []


def test_the_largest_difference_of_all_is_told(found):
    (one,) = found(a=1e-16, b=3e-12)
    assert (one.kind, one.verdict, one.subject) == ("parity", "same", ROWS)
    assert one.numbers["largest_difference"] == pytest.approx(3e-12, rel=1e-3)
    assert (one.numbers["n_steps"], one.numbers["n_images"]) == (2, 100)
    # One seed of each.
    assert (one.evidence.runs, one.evidence.n) == (("a-0", "b-0"), 1)


@pytest.mark.parametrize(("difference", "verdict"), [(0.0, "same"), (2 * BOUND, "apart")])
def test_the_bound_decides(found, difference, verdict):
    (one,) = found(a=difference, b=0.0)
    assert one.verdict == verdict


def test_only_what_was_compared_is_the_subject(found):
    (one,) = found(b=0.0)
    assert one.subject == ("b",)
    assert not one.details["covers_all"]
