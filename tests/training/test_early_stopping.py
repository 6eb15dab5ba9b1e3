"""Early stopping decides as Keras's callback does, and the weights that count are those it says."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.evaluation import read_evaluation
from labbook.artifacts.history import read_history
from labbook.artifacts.spec import EarlyStopping, Spec
from labbook.artifacts.weights import read_weights
from labbook.training.patience import Patience
from labbook.training.trained_run import EpochMetrics
from tensorflow_programs import answer
from training_job import SmallDataset, train_together, write_small_dataset

KERAS = """
import json, sys
import keras
import numpy as np

model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
model.compile("sgd", "mse", metrics=["accuracy"])
model.fit(np.zeros((1, 1)), np.zeros((1, 1)), verbose=0)

def outcome(values, monitor, patience, min_delta):
    stopping = keras.callbacks.EarlyStopping(
        monitor, patience=patience, min_delta=min_delta, restore_best_weights=True
    )
    stopping.set_model(model)
    model.stop_training = False
    stopping.on_train_begin()
    for epoch, value in enumerate(values):
        model.set_weights([np.full((1, 1), epoch + 1.0), np.zeros(1)])
        stopping.on_epoch_end(epoch, {monitor: value})
        if model.stop_training:
            break
    stopping.on_train_end()
    return [epoch + 1, int(model.get_weights()[0][0, 0])]

print(json.dumps([outcome(*one) for one in json.load(sys.stdin)]))
"""


def ours(values: list[float], monitor: str, patience: int, min_delta: float) -> list[int]:
    """After which epoch a training with these values ends, and which epoch is restored."""
    deciding = Patience(EarlyStopping(monitor, patience, min_delta, True))
    ended = 0
    for value in values:
        ended += 1
        of_loss = monitor == "val_loss"
        deciding.improves(EpochMetrics(*((value, 0.5) if of_loss else (0.5, value))))
        if deciding.is_over:
            break
    return [ended, deciding.best_epoch]


def histories() -> list[tuple[list[float], str, int, float]]:
    """Curves that fall and rise again, noisy and in steps, as float32 has them."""
    generator = np.random.default_rng(0)
    cases: list[tuple[list[float], str, int, float]] = []
    for number in range(60):
        n = int(generator.integers(1, 40))
        epochs = np.arange(n)
        course = np.exp(-epochs / 4) + 0.01 * epochs + generator.normal(0, 0.03, n)
        if number % 3 == 0:
            course = np.round(course, 2)
        is_loss = number % 2 == 0
        values = np.abs(course if is_loss else 1 - course / 2).astype(np.float32)
        cases.append(
            (
                [float(value) for value in values],
                "val_loss" if is_loss else "val_accuracy",
                int(generator.integers(1, 6)),
                float(generator.choice([0.0, 0.01, 0.1])),
            )
        )
    return cases


def test_it_ends_and_restores_as_keras_does() -> None:
    cases = histories()
    theirs = answer(KERAS, text=json.dumps(cases))
    assert [ours(*case) for case in cases] == theirs
    ends = {end < len(values) for (values, *_), (end, _) in zip(cases, theirs, strict=True)}
    assert ends == {True, False}


STOPPING: dict[str, Any] = {
    "optimizer": {"name": "sgd", "learning_rate": 1.0},
    "epochs": 40,
    "early_stopping": {
        "monitor": "val_loss",
        "patience": 2,
        "min_delta": 0.0,
        "restore_best": True,
    },
}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> SmallDataset:
    return write_small_dataset(tmp_path_factory.mktemp("data"))


def test_the_best_epochs_weights_are_those_of_a_training_that_ends_there(
    dataset: SmallDataset, tmp_path: Path
) -> None:
    stopped, there, last, patient = (
        tmp_path / name for name in ("stopped", "there", "last", "patient")
    )
    not_stopped = STOPPING["early_stopping"] | {"patience": 50}
    train_together(
        dataset,
        [
            (stopped, STOPPING),
            (patient, STOPPING | {"epochs": 12, "early_stopping": not_stopped}),
        ],
    )
    losses = read_history(stopped / "history.csv").held_out("loss")
    best = 1 + losses.index(min(losses))
    assert len(losses) == best + 2 < 40
    assert read_evaluation(stopped / "evaluation.json").restored_epoch == best
    to_its_end = STOPPING["early_stopping"] | {"restore_best": False}
    others = ({"epochs": best, "early_stopping": None}, {"early_stopping": to_its_end})
    train_together(
        dataset,
        [(one, STOPPING | changes) for one, changes in zip((there, last), others, strict=True)],
    )
    for name in ("weights.npz", "predictions.npz"):
        assert (stopped / name).read_bytes() == (there / name).read_bytes()
        assert (stopped / name).read_bytes() != (last / name).read_bytes()
    assert (stopped / "history.csv").read_bytes() == (last / "history.csv").read_bytes()
    assert read_evaluation(last / "evaluation.json").restored_epoch is None
    test = [read_evaluation(one / "evaluation.json").test_loss for one in (stopped, there, last)]
    assert test[0] == test[1] != test[2]
    assert read_weights(stopped / "weights.npz")

    # A training that is not stopped restores the best as well.
    losses = read_history(patient / "history.csv").held_out("loss")
    assert len(losses) == 12
    best = 1 + losses.index(min(losses))
    assert read_evaluation(patient / "evaluation.json").restored_epoch == best


def test_a_spec_without_it_is_written_as_before() -> None:
    plain = Spec.from_dict(EXAMPLE_SPEC)
    assert plain.to_dict() == EXAMPLE_SPEC
    asked = Spec.from_dict(EXAMPLE_SPEC | {"early_stopping": STOPPING["early_stopping"]})
    assert asked.to_dict()["early_stopping"] == STOPPING["early_stopping"]
    assert Spec.from_dict(asked.to_dict()) == asked
    assert asked.network == plain.network
