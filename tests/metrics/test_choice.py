"""A search chooses by validation accuracy, and only where every trial has told its own."""

from dataclasses import replace

import pytest

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.chosen_spec import Candidate, ChosenSpec
from labbook.artifacts.search import Search, Trial, TrialRun, read_search, write_search
from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError
from labbook.metrics.choice import best_trials, chosen_spec

SPEC = Spec.from_dict(EXAMPLE_SPEC)


def trial(name: str, accuracy: float | None, failure: str | None = None) -> Trial:
    diverged = accuracy is None and failure is None
    run = TrialRun(f"{name}_seed-0", 0, f"key-{name}", f"runs/{name}", failure, diverged, accuracy)
    return Trial(name, name.upper(), {}, {}, SPEC.settings, 10, accuracy, (run,))


def search(*trials: Trial) -> Search:
    return Search("lab", "best", {"units": [1]}, 9, 0, trials, best_trials(trials))


def asked(*trials: Trial) -> ChosenSpec:
    return ChosenSpec(
        tuple(
            Candidate(tuple(run.key for run in one.runs), replace(SPEC, epochs=10 + place))
            for place, one in enumerate(trials)
        ),
        seed=7,
    )


A, B, C = trial("a", 0.9), trial("b", 0.95), trial("c", 0.91)


def test_the_highest_is_chosen() -> None:
    found = search(A, B, C)
    assert found.chosen is B
    assert found.best == ("b",)
    assert found.ranked == [B, C, A]
    assert chosen_spec(asked(A, B, C), found) == replace(SPEC, epochs=11, seed=7)


def test_of_equals_the_first_drawn() -> None:
    twin = trial("twin", 0.95)
    assert search(A, twin, B).best == ("twin", "b")
    assert search(A, twin, B).chosen is twin


def test_what_diverged_is_never_chosen() -> None:
    assert search(trial("wild", None), A).chosen is A


@pytest.mark.parametrize(
    ("trials", "sentence"),
    [
        ((A, trial("lost", None, "no memory")), "the trial LOST failed"),
        ((trial("x", None, "a"), trial("y", None, "b")), "the trials X, Y failed"),
        ((trial("wild", None),), "every trial of the search diverged"),
    ],
)
def test_nothing_is_chosen_where_something_is_not_known(trials, sentence: str) -> None:
    found = search(*trials)
    assert found.chosen is None
    with pytest.raises(LabbookError, match=sentence):
        chosen_spec(asked(*trials), found)


def test_a_choice_among_other_trials_is_refused() -> None:
    with pytest.raises(LabbookError, match="of other trials than planned"):
        chosen_spec(asked(A, C), search(A, B))


def test_it_is_read_as_it_was_written(tmp_path) -> None:
    found = search(A, B, trial("wild", None), trial("lost", None, "no memory"))
    write_search(tmp_path / "search.json", found)
    assert read_search(tmp_path / "search.json") == found


def test_a_file_that_is_no_search(tmp_path) -> None:
    (tmp_path / "search.json").write_text('{"trials": [{}]}')
    with pytest.raises(LabbookError, match=r"search\.json is not a whole search"):
        read_search(tmp_path / "search.json")
