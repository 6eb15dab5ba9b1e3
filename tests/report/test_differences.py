"""The table of the best against each other, from its findings."""

import pytest

from labbook.artifacts.findings import Evidence, Finding
from labbook.report.tables import difference_rows

PAIRS = [{"first_alone": 41, "second_alone": 25}, {"first_alone": 38, "second_alone": 25}]


def row(verdict="better", unresolved_by=None, aim=None, **numbers):
    known = {
        "difference": 0.0012,
        "interval": [-0.0003, 0.0027],
        "p_difference": 0.034,
        "p_equivalence": 0.9,
        "p_images": 0.0001,
        "pairs": PAIRS,
        "seeds_needed": None,
        "most_seeds": 1000,
    }
    details = {"other": "b", "unresolved_by": unresolved_by, "aim": aim}
    finding = Finding(
        id="trial.difference.b",
        kind="difference",
        experiment="trial",
        subject=("a", "b"),
        numbers=known | numbers,
        evidence=Evidence(()),
        verdict=verdict,
        details=details,
    )
    (found,) = difference_rows([finding], str.upper)
    return found


def test_a_row_says_what_its_finding_does() -> None:
    found = row()
    assert (found.name, found.label, found.verdict) == ("b", "B", "worse")
    assert (found.difference, found.interval) == ("0.12", "−0.03 to 0.27")
    assert (found.p_seeds, found.p_images) == ("0.034", "&lt;\u00a00.001")
    assert (found.best_alone, found.other_alone, found.seeds) == ("38–41", "25", "–")


def test_an_equivalence_has_the_p_value_of_its_own_test() -> None:
    assert row("equivalent", p_equivalence=0.02).p_seeds == "0.020"


def test_what_is_not_known_is_a_dash() -> None:
    found = row("not resolved", "one seed", interval=None, p_difference=None)
    assert (found.interval, found.p_seeds, found.verdict) == ("–", "–", "one seed, no evidence")
    found = row(pairs=None, p_images=None)
    assert (found.best_alone, found.other_alone, found.p_images) == ("–", "–", "–")


@pytest.mark.parametrize(("needed", "text"), [(8, "8"), (None, "over 1000")])
def test_seeds_that_would_decide(needed, text) -> None:
    found = row("not resolved", "seeds", aim="difference", seeds_needed=needed)
    assert (found.verdict, found.seeds) == ("not resolved: seeds", text)
