"""That a loss was still falling when training ended, in an answer."""

from collections.abc import Sequence
from types import SimpleNamespace

from report.partial_macros import experiment, finding, macros_of, text_of


def said(names: str, falling: Sequence[str], n_runs: int = 3) -> str:
    planned = [SimpleNamespace(known=SimpleNamespace(name=name), summary=None) for name in names]
    numbers = {"n_runs": n_runs, "n_all": 3}
    details = {"held_out": "test"}
    found = [
        finding("convergence", "settled", ("z",)),
        finding("convergence", "still improving", tuple(falling), numbers=numbers, details=details),
    ]
    answer = macros_of("partials/answer.html.j2")
    return text_of(str(answer.still_falling(experiment(planned, *found))))


def test_it_is_said_of_whom() -> None:
    end = "the test loss was still falling when training ended."
    assert said("a", "a") == f"T{end[1:]}"
    assert said("ab", "ab") == f"With all configurations, {end}"
    assert said("abc", "ab") == f"With all but c, {end}"
    assert said("abc", "c") == f"With c, {end}"
    assert said("a", "a", n_runs=2) == f"In the 2 of 3 runs that learn, {end}"
