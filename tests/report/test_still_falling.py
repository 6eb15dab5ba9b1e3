"""That a loss was still falling when training ended, in an answer."""

from types import SimpleNamespace
from typing import Any

from report.partial_macros import experiment, finding, macros_of, text_of


class Trail:
    """Remembers what a page has told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def is_first_place(self, found: Any) -> bool:
        return False

    def untold(self, findings: list[Any]) -> list[Any]:
        new = [one for one in findings if one not in self.told]
        self.told += new
        return new


def test_it_is_told_once_and_what_has_settled_is_left_to_the_supplement() -> None:
    trail = Trail()
    answer = macros_of(
        "partials/answer.html.j2",
        trail=trail,
        tell=lambda found, label: f"{found.subject[0]} was still falling.",
    )
    settled, falling = (
        finding("convergence", verdict, (name,))
        for verdict, name in (("settled", "a"), ("still improving", "b"))
    )
    found = experiment([], settled, falling)
    assert text_of(str(answer.still_falling(found))) == "b was still falling."
    assert trail.told == [falling]
    assert text_of(str(answer.still_falling(found))) == ""
    assert text_of(str(answer.still_falling(SimpleNamespace(of_kind=lambda kind: [])))) == ""
