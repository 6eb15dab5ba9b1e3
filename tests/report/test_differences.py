"""The table of the best against each other, from its findings."""

from labbook.artifacts.findings import Evidence, Finding
from labbook.report.tables import difference_rows


def row(verdict="better", of_one_seed=(), **numbers):
    known = {
        "difference": 0.0012,
        "interval": [-0.0003, 0.0027],
        "p_difference": 0.034,
        "p_equivalence": 0.9,
    }
    finding = Finding(
        id="trial.difference.b",
        kind="difference",
        experiment="trial",
        subject=("a", "b"),
        numbers=known | numbers,
        evidence=Evidence(()),
        verdict=verdict,
        details={"other": "b", "of_one_seed": list(of_one_seed)},
    )
    (found,) = difference_rows([finding], str.upper)
    return found


def test_a_row_says_what_its_finding_does() -> None:
    found = row()
    assert (found.name, found.label, found.verdict) == ("b", "B", "worse")
    assert (found.difference, found.interval, found.p) == ("0.12", "−0.03 to 0.27", "0.034")


def test_an_equivalence_has_the_p_value_of_its_own_test() -> None:
    assert row("equivalent", p_equivalence=0.02).p == "0.020"


def test_what_is_not_known_is_a_dash() -> None:
    found = row("not resolved", ["a"], interval=None, p_difference=None)
    assert (found.interval, found.p, found.verdict) == ("–", "–", "one seed, no evidence")
