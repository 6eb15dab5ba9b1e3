"""Trained networks are asked as they were tested, and answer as they did then."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labbook.models
from labbook.artifacts.experiment_plan import settings_of
from labbook.artifacts.json_file import write_json
from labbook.artifacts.spec import HiddenLayer, OutputLayer, Spec, Task
from labbook.artifacts.summary import ConfigurationSummary
from labbook.artifacts.weights import write_weights
from labbook.errors import LabbookError
from labbook.scratch.initial_network import initial_network
from labbook.topics.own_digit.classify_job import BUILDERS, digit_answers

SHAPE = (4, 5)
IMAGE = np.arange(20, dtype=np.uint8).reshape(SHAPE) * 12
SPEC = Spec(
    engine="numpy",
    model="mlp",
    dataset="mnist",
    task=Task("multiclass"),
    validation_fraction=0.0,
    split_seed=0,
    hidden=(HiddenLayer(3, "sigmoid"),),
    output=OutputLayer(10, "softmax"),
    loss="categorical_crossentropy",
    optimizer={"name": "sgd", "learning_rate": 0.1},
    batch_size=None,
    epochs=1,
    seed=0,
)
BINARY = replace(
    SPEC,
    task=Task("one_against_rest", 7),
    output=OutputLayer(1, "sigmoid"),
    loss="binary_crossentropy",
)


class Run:
    """What is read of a run's summary."""

    def __init__(self, directory: Path, seed: int, diverged: bool = False) -> None:
        self.seed, self.key, self.directory = seed, f"key-{seed}", str(directory)
        self.diverged = diverged


def trained(folder: Path, spec: Spec, bias: np.ndarray, seed: int = 0) -> Run:
    """A run whose network answers by the bias of its output alone."""
    directory = folder / f"run-{seed}"
    directory.mkdir()
    weights = [one.copy() for one in initial_network(spec, IMAGE.size).weights]
    weights[-2][...], weights[-1][...] = 0, bias
    write_weights(directory / "weights.npz", weights)
    write_json(directory / "spec.json", replace(spec, seed=seed).to_dict())
    return Run(directory, seed)


def answers(spec: Spec, *runs: Run, digit: int | None = 4):
    fields: dict[str, Any] = {"name": "a", "settings": settings_of(spec), "runs": runs}
    configuration = ConfigurationSummary.__new__(ConfigurationSummary)
    for name, value in fields.items():
        object.__setattr__(configuration, name, value)
    return digit_answers("depth", configuration, 3, IMAGE, digit)


def towards(digit: int, strength: float = 3.0) -> np.ndarray:
    return strength * np.eye(10)[digit]


def test_each_run_answers_with_its_likeliest_digit(tmp_path) -> None:
    runs = [trained(tmp_path, SPEC, towards(digit), seed) for seed, digit in enumerate((4, 9))]
    found = answers(SPEC, *runs)
    expected = np.exp(3) / (np.exp(3) + 9)
    assert [(run.answer, run.is_right) for run in found.runs] == [("4", True), ("9", False)]
    assert [run.probability for run in found.runs] == pytest.approx([expected] * 2)
    assert found.means["4"] == pytest.approx((expected + (1 - expected) / 9) / 2)
    assert sum(found.means.values()) == pytest.approx(1)
    assert (found.n_right, found.n_planned, found.positive) == (1, 3, None)


def test_nothing_is_right_or_wrong_if_nobody_says_what_was_written(tmp_path) -> None:
    (run,) = answers(SPEC, trained(tmp_path, SPEC, towards(4)), digit=None).runs
    assert run.is_right is None


def test_a_binary_network_says_whether_it_is_its_class(tmp_path) -> None:
    yes, no = (
        trained(tmp_path, BINARY, np.array([sign]), seed) for seed, sign in ((0, 2), (1, -2))
    )
    found = answers(BINARY, yes, no, digit=4)
    assert [(run.answer, run.is_right) for run in found.runs] == [("7", False), ("not 7", True)]
    assert found.runs[1].probability == pytest.approx(1 / (1 + np.exp(-2)))
    assert found.positive == 7
    assert [run.is_right for run in answers(BINARY, yes, no, digit=7).runs] == [True, False]


def test_runs_that_diverged_or_give_no_number_are_left_out(tmp_path) -> None:
    good = trained(tmp_path, SPEC, towards(4), 0)
    broken = trained(tmp_path, SPEC, np.full(10, np.nan), 1)
    gone = Run(tmp_path / "nowhere", 2, diverged=True)
    assert [run.seed for run in answers(SPEC, good, broken, gone).runs] == [0]
    assert answers(SPEC, gone).means == {}


def test_an_output_that_is_no_probability_is_called_none(tmp_path) -> None:
    run = trained(tmp_path, BINARY, np.array([2.0]))
    configured = replace(BINARY, output=OutputLayer(1, "relu"))
    found = answers(configured, run)
    assert (found.runs[0].answer, found.runs[0].probability, found.means) == ("7", None, {})


def test_weights_of_another_network_are_told(tmp_path) -> None:
    run = trained(tmp_path, SPEC, towards(4))
    write_weights(Path(run.directory) / "weights.npz", [np.zeros((3, 3)), np.zeros(3)])
    with pytest.raises(LabbookError, match=r"weights\.npz holds weights of the shapes"):
        answers(SPEC, run)


def test_every_architecture_can_be_asked() -> None:
    (folder,) = labbook.models.__path__
    built = {
        path.stem for path in Path(folder).glob("*.py") if "\ndef build(" in path.read_text("utf-8")
    }
    assert set(BUILDERS) == built
