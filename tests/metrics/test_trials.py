"""What is read of the trials of a search, and what is refused."""

from pathlib import Path
from typing import Any

import pytest

from labbook.artifacts.attempt import Attempt, attempt_file, write_attempt
from labbook.artifacts.evaluation import Evaluation, write_evaluation
from labbook.artifacts.history import History, history_columns, write_history
from labbook.artifacts.json_file import write_json
from labbook.artifacts.provenance import Provenance, checksums, write_provenance
from labbook.artifacts.seal import write_seal
from labbook.artifacts.search import write_search_table
from labbook.errors import LabbookError
from labbook.metrics.trials import summarize_trials

SHARED = {"n_train": 8, "n_validation": 2, "steps_per_epoch": 1, "batch_size_used": 8}


def write_trial(root: Path, name: str, accuracy: float, n_test: int = 0) -> dict[str, Any]:
    """A run as training leaves it, and its entry in the plan."""
    directory = root / "runs" / "lab" / "best" / f"{name}_seed-0.{name}"
    directory.mkdir(parents=True)
    values = dict.fromkeys(history_columns(0.2), 0.5) | {"val_accuracy": accuracy}
    history = History([1], {column: [value] for column, value in values.items()})
    write_history(directory / "history.csv", history)
    evaluation = Evaluation(
        None, float("nan"), n_test=n_test, parameters=7, diverged=False, **SHARED
    )
    write_evaluation(directory / "evaluation.json", evaluation)
    files = checksums(directory, ["history.csv", "evaluation.json"])
    write_provenance(directory, Provenance(name, 0, {}, {}, None, files, {}))
    write_json(directory / "timing.json", {"training_cpu_seconds": 2.5})
    write_seal(directory)
    return planned(directory, name)


def planned(directory: Path, name: str) -> dict[str, Any]:
    run = {"name": f"{name}_seed-0", "seed": 0, "key": name, "directory": str(directory)}
    return {"name": name, "label": name, "varied": {}, "settings": {"epochs": 1}, "runs": [run]}


def plan(*trials: dict[str, Any]) -> dict[str, Any]:
    search = {
        **{"space": {"units": [1, 2]}, "seed": 0, "n_combinations": 2, "choice": "search.json"},
        **{"trials": list(trials), "candidates": [{"epochs": 9} for _ in trials]},
    }
    return {"lab": "lab", "experiment": "best", "search": search}


def test_what_the_runs_say(tmp_path: Path) -> None:
    found = summarize_trials(plan(write_trial(tmp_path, "a", 0.5), write_trial(tmp_path, "b", 1.0)))
    assert found.best == ("b",)
    chosen = found.chosen
    assert chosen is not None
    assert (chosen.parameters, chosen.val_accuracy, chosen.candidate) == (7, 1.0, {"epochs": 9})
    assert chosen.runs[0].training_cpu_seconds == 2.5
    write_search_table(tmp_path / "search.csv", found)
    header, a, b = (tmp_path / "search.csv").read_text().splitlines()
    assert header.startswith("trial,label,parameters,seed,key,status,val_accuracy")
    assert a == "a,a,7,0,a,finished,0.5,0.5,2.5,false"
    assert b == "b,b,7,0,b,finished,1.0,0.5,2.5,true"


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_trial_without_a_finite_end_has_diverged(tmp_path: Path, number: float) -> None:
    found = summarize_trials(
        plan(write_trial(tmp_path, "a", number), write_trial(tmp_path, "b", 0.1))
    )
    assert found.trials[0].diverged
    assert found.best == ("b",)


def test_a_trial_that_has_seen_test_images_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabbookError, match="has seen 3 test images, so nothing may be chosen"):
        summarize_trials(plan(write_trial(tmp_path, "a", 0.5, n_test=3)))


def test_an_altered_trial_is_refused(tmp_path: Path) -> None:
    trial = write_trial(tmp_path, "a", 0.5)
    history = Path(trial["runs"][0]["directory"]) / "history.csv"
    history.write_text(history.read_text().replace("0.5", "0.9"))
    with pytest.raises(LabbookError, match=r"history\.csv is not as training left it"):
        summarize_trials(plan(trial))


def test_a_trial_with_another_key_is_refused(tmp_path: Path) -> None:
    trial = write_trial(tmp_path, "a", 0.5)
    trial["runs"][0]["key"] = "other"
    with pytest.raises(LabbookError, match="key is a where other was expected"):
        summarize_trials(plan(trial))


def test_a_failed_trial_leaves_no_choice(tmp_path: Path) -> None:
    lost = planned(tmp_path / "runs" / "lab" / "best" / "b_seed-0.b", "b")
    directory = Path(lost["runs"][0]["directory"])
    attempts = tmp_path / "attempts"
    attempt = Attempt("b_seed-0", "b", "no memory", "log")
    write_attempt(attempt_file(attempts, directory), attempt)
    found = summarize_trials(plan(write_trial(tmp_path, "a", 0.5), lost), attempts)
    assert found.trials[1].failed
    assert found.trials[1].runs[0].failure == "no memory"
    assert found.chosen is None
