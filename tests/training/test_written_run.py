"""Nothing is renamed to a run that is not what was asked for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.evaluation import Evaluation, write_evaluation
from labbook.artifacts.gradients import Gradients, write_gradients
from labbook.artifacts.history import History, history_columns, write_history
from labbook.artifacts.json_file import read_json, write_json
from labbook.artifacts.predictions import Predictions, write_predictions
from labbook.artifacts.spec import Spec
from labbook.artifacts.weights import write_weights
from labbook.errors import LabbookError
from labbook.training.written_run import check_written

SPEC = Spec.from_dict(EXAMPLE_SPEC)
N_TEST = 20
LAYERS = ((784, 8), (8,), (8, 10), (10,))
PARAMETERS = sum(int(np.prod(shape)) for shape in LAYERS)


def write_run(
    directory: Path,
    *,
    epochs: range = range(1, 4),
    loss: float = 0.5,
    shape: tuple[int, ...] = (N_TEST, 10),
    labels: int = N_TEST,
    probability: float = 0.1,
    weight: float = 0.0,
    layers: tuple[tuple[int, ...], ...] = LAYERS,
    diverged: bool = False,
    fraction: float = 0.2,
    restored_epoch: int | None = None,
    **spec: Any,
) -> None:
    write_json(directory / "spec.json", EXAMPLE_SPEC | spec)
    columns = {name: [loss] * len(epochs) for name in history_columns(fraction)}
    write_history(directory / "history.csv", History(list(epochs), columns))
    probabilities = np.full(shape, probability, np.float32)
    write_predictions(
        directory / "predictions.npz", Predictions(probabilities, np.zeros(labels, np.uint8))
    )
    write_weights(
        directory / "weights.npz", [np.full(shape, weight, np.float32) for shape in layers]
    )
    write_evaluation(
        directory / "evaluation.json",
        Evaluation(
            test_loss=0.5,
            test_accuracy=0.9,
            n_train=80,
            n_validation=20,
            n_test=N_TEST,
            steps_per_epoch=2,
            batch_size_used=64,
            parameters=PARAMETERS,
            diverged=diverged,
            restored_epoch=restored_epoch,
        ),
    )


# Of equal losses the first is the best, so it ends after as many more as its patience.
STOPPING = {"monitor": "val_loss", "patience": 2, "min_delta": 0.0, "restore_best": True}


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ({"restored_epoch": 1}, None),
        ({"restored_epoch": 3}, "the weights should be those of epoch 1"),
        ({}, "the weights should be those of epoch 1"),
        ({"restored_epoch": 1, "epochs": range(1, 3)}, "history.csv ends early"),
        ({"restored_epoch": 1, "epochs": range(1, 5)}, "does not end where the training should"),
        ({"diverged": True, "epochs": range(1, 3)}, None),
    ],
)
def test_early_stopping_ends_where_its_history_says(
    tmp_path: Path, ending: dict[str, Any], words: str | None
) -> None:
    asked = {"epochs": 9, "early_stopping": STOPPING}
    write_run(tmp_path, **({"epochs": range(1, 4)} | ending))
    write_json(tmp_path / "spec.json", EXAMPLE_SPEC | asked)
    spec = Spec.from_dict(EXAMPLE_SPEC | asked)
    if words is None:
        check_written(tmp_path, spec)
    else:
        with pytest.raises(LabbookError, match=words):
            check_written(tmp_path, spec)


def test_a_run_as_it_should_be(tmp_path: Path) -> None:
    write_run(tmp_path)
    check_written(tmp_path, SPEC)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"epochs": range(1, 3)}, "history.csv ends early"),
        ({"epochs": range(2, 5)}, "history.csv has not one row an epoch"),
        ({"epochs": range(1, 5)}, "history.csv has not one row an epoch"),
        ({"epochs": range(0)}, "history.csv has not one row an epoch"),
        ({"shape": (N_TEST, 1)}, "predictions.npz is not of shape (20, 10)"),
        ({"shape": (N_TEST - 1, 10)}, "predictions.npz is not of shape (20, 10)"),
        ({"labels": N_TEST - 1}, "predictions.npz is not of shape (20, 10)"),
        ({"layers": LAYERS[:3]}, "weights.npz has not as many numbers"),
        ({"loss": float("nan")}, "a number is not finite"),
        ({"probability": float("inf")}, "a number is not finite"),
        ({"weight": float("nan")}, "a number is not finite"),
        ({"seed": 2}, "spec.json is not what was asked for"),
    ],
)
def test_each_fault_is_named(tmp_path: Path, fault: dict[str, Any], words: str) -> None:
    write_run(tmp_path, **fault)
    with pytest.raises(LabbookError) as raised:
        check_written(tmp_path, SPEC)
    sentence = str(raised.value)
    assert sentence.startswith("The training has left a run that is not whole: ")
    assert words in sentence


def test_a_run_that_is_declared_diverged_may_end_early_in_numbers_that_are_none(
    tmp_path: Path,
) -> None:
    nan = float("nan")
    write_run(tmp_path, epochs=range(1, 2), loss=nan, probability=nan, weight=nan, diverged=True)
    check_written(tmp_path, SPEC)


@pytest.mark.parametrize(
    "fault", [{"epochs": range(0)}, {"shape": (N_TEST, 1)}, {"layers": LAYERS[:3]}, {"seed": 2}]
)
def test_but_it_has_all_its_files_in_their_shapes(tmp_path: Path, fault: dict[str, Any]) -> None:
    write_run(tmp_path, diverged=True, **fault)
    with pytest.raises(LabbookError):
        check_written(tmp_path, SPEC)


def remove(file: Path) -> None:
    file.unlink()


def cut(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


@pytest.mark.parametrize("harm", [remove, cut])
@pytest.mark.parametrize(
    "name", ["spec.json", "history.csv", "predictions.npz", "weights.npz", "evaluation.json"]
)
def test_a_file_that_is_missing_or_cut_short(
    tmp_path: Path, name: str, harm: Callable[[Path], None]
) -> None:
    write_run(tmp_path)
    harm(tmp_path / name)
    with pytest.raises(LabbookError):
        check_written(tmp_path, SPEC)


def test_a_count_that_is_missing(tmp_path: Path) -> None:
    write_run(tmp_path)
    values = read_json(tmp_path / "evaluation.json")
    del values["parameters"]
    write_json(tmp_path / "evaluation.json", values)
    with pytest.raises(LabbookError, match="not a whole evaluation"):
        check_written(tmp_path, SPEC)


def write_recorded(
    directory: Path,
    *,
    steps: tuple[int, ...] = (2, 4, 6),
    layers: int = 2,
    value: float = 1.0,
    **fault: Any,
) -> Spec:
    """A run that was to record its gradients: three epochs of two steps, a window each."""
    write_run(directory, record_gradients=True, **fault)
    array = np.full((len(steps), layers), value, np.float32)
    write_gradients(
        directory / "gradients.npz", Gradients(np.array(steps), array, array, array, array)
    )
    return Spec.from_dict(EXAMPLE_SPEC | {"record_gradients": True})


def test_gradients_where_they_are_asked_for(tmp_path: Path) -> None:
    check_written(tmp_path, write_recorded(tmp_path))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"steps": (2, 4)}, "does not end at the last step, 6"),
        ({"steps": (4, 2, 6)}, "does not end at the last step, 6"),
        ({"steps": ()}, "does not end at the last step, 6"),
        ({"layers": 3}, "has not one column for each of 2 layers"),
        ({"value": float("nan")}, "gradients.npz has a number that is not finite"),
    ],
)
def test_each_fault_of_gradients_is_named(
    tmp_path: Path, fault: dict[str, Any], words: str
) -> None:
    spec = write_recorded(tmp_path, **fault)
    with pytest.raises(LabbookError, match=words):
        check_written(tmp_path, spec)


def test_a_diverged_run_ends_its_gradients_where_it_ended(tmp_path: Path) -> None:
    ended = {"steps": (2,), "epochs": range(1, 2), "value": float("inf"), "diverged": True}
    check_written(tmp_path, write_recorded(tmp_path, **ended))


def test_gradients_are_there_exactly_if_they_are_asked_for(tmp_path: Path) -> None:
    write_recorded(tmp_path)
    write_json(tmp_path / "spec.json", EXAMPLE_SPEC)
    with pytest.raises(LabbookError, match="was not asked for"):
        check_written(tmp_path, SPEC)
    spec = write_recorded(tmp_path)
    (tmp_path / "gradients.npz").unlink()
    with pytest.raises(LabbookError, match="cannot be read"):
        check_written(tmp_path, spec)
