"""Dead and saturated units, counted from answers that are known and while a network trains."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.dataset import read_dataset
from labbook.artifacts.spec import Spec
from labbook.artifacts.unit_states import read_unit_states
from labbook.artifacts.watched_layers import watched_layers
from labbook.artifacts.weights import read_weights
from labbook.training.unit_probe import AnswerCount, LayerState, is_caught
from training_job import train_together, write_small_dataset


def state_of(activation: str, answers: np.ndarray, batch: int = 3) -> LayerState:
    count = AnswerCount(activation)
    for start in range(0, len(answers), batch):
        count.add(answers[start : start + batch].astype(np.float32))
    return count.state()


def units(*columns: list[float]) -> np.ndarray:
    """One column a unit, one row an image."""
    return np.array(columns).T


def test_a_relu_is_dead_if_it_answers_no_image_at_all() -> None:
    silent, almost, loud = [0.0] * 10, [0.0] * 9 + [1e-30], [1.0] * 10
    assert state_of("relu", units(silent, almost, loud, silent)).n_stuck == 2
    assert state_of("relu", units(silent, silent)).n_stuck == 2
    assert state_of("relu", units(almost, loud)).n_stuck == 0


@pytest.mark.parametrize(
    ("activation", "flat", "steep"),
    [("sigmoid", [0.98, 0.02], [0.97, 0.03]), ("tanh", [0.95, -0.95], [0.94, -0.94])],
)
def test_a_unit_is_saturated_if_nine_in_ten_answers_are(
    activation: str, flat: list[float], steep: list[float]
) -> None:
    assert is_caught(np.array(flat), activation).all()
    assert not is_caught(np.array(steep), activation).any()
    nine, eight = flat * 4 + flat[:1] + steep[:1], flat * 4 + steep
    assert state_of(activation, units(nine, eight, flat * 5, steep * 5)).n_stuck == 2


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_saturated_is_where_the_slope_is_below_a_tenth_of_the_steepest(activation: str) -> None:
    z = np.linspace(-6, 6, 4001)
    answers = np.tanh(z) if activation == "tanh" else 1 / (1 + np.exp(-z))
    slope = np.gradient(answers, z)
    expected = slope < slope.max() / 10
    # But for the answers next to a limit, where the slope by differences is not exact.
    assert np.count_nonzero(is_caught(answers, activation) != expected) <= 4


def test_spread_is_the_mean_standard_deviation_and_small_ones_are_kept() -> None:
    rng = np.random.default_rng(0)
    answers = rng.random((1000, 5)).astype(np.float32)
    assert state_of("relu", answers, 7).variation == pytest.approx(answers.std(axis=0).mean())
    close = (0.5 + 1e-6 * rng.random((1000, 5))).astype(np.float32)
    expected = close.astype(np.float64).std(axis=0).mean()
    assert state_of("sigmoid", close, 7).variation == pytest.approx(expected, rel=1e-6)
    assert state_of("tanh", np.full((10, 3), 0.9)).variation == 0


def test_nothing_is_said_of_no_image() -> None:
    with pytest.raises(ValueError, match="no answer"):
        AnswerCount("relu").state()


def spec(activations: list[str], output: str, loss: str) -> Spec:
    return Spec.from_dict(
        EXAMPLE_SPEC
        | {
            "hidden": [{"units": 8, "activation": name, "dropout": 0.0} for name in activations],
            "output": {"units": 1, "activation": output},
            "loss": loss,
        }
    )


@pytest.mark.parametrize(
    ("activations", "output", "loss", "places"),
    [
        (["relu", "tanh"], "softmax", "categorical_crossentropy", [1, 2]),
        (["relu"], "relu", "binary_crossentropy", [1, 2]),
        (["elu", "sigmoid"], "sigmoid", "binary_crossentropy", [2]),
        (["lecun_tanh"], "sigmoid", "mean_squared_error", [2]),
        ([], "sigmoid", "binary_crossentropy", []),
    ],
)
def test_which_layers_are_watched(
    activations: list[str], output: str, loss: str, places: list[int]
) -> None:
    layers = watched_layers(spec(activations, output, loss))
    assert [layer.place for layer in layers] == places
    assert [layer.is_output for layer in layers] == [n > len(activations) for n in places]


NETWORK: dict[str, Any] = {
    "hidden": [
        {"units": 6, "activation": "tanh", "dropout": 0.0},
        {"units": 5, "activation": "elu", "dropout": 0.0},
        {"units": 7, "activation": "relu", "dropout": 0.2},
    ],
    "epochs": 2,
    "validation_fraction": 0.0,
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, np.ndarray]:
    """A folder of three runs, and their training images, (n, 784)."""
    folder = tmp_path_factory.mktemp("trained")
    dataset = write_small_dataset(folder)
    watched = NETWORK | {"record_units": True}
    runs = {"plain": NETWORK, "watched": watched}
    runs["normalized"] = watched | {"batch_normalization": True}
    train_together(dataset, [(folder / name, changes) for name, changes in runs.items()])
    images = read_dataset(dataset.file).train_images
    return folder, images.reshape(len(images), -1) / 255


def test_a_run_is_watched_from_its_first_weights_to_its_last_and_is_the_same(
    trained: tuple[Path, np.ndarray],
) -> None:
    folder, images = trained
    plain, watched = folder / "plain", folder / "watched"
    assert not (plain / "units.npz").exists()
    for file in ("history.csv", "weights.npz", "predictions.npz"):
        assert (plain / file).read_bytes() == (watched / file).read_bytes()

    found = read_unit_states(watched / "units.npz")
    # Before the first epoch and after each of two; tanh and ReLU, not ELU.
    assert found.stuck.shape == found.variation.shape == (3, 2)
    # The last epoch, by hand.
    weights = read_weights(watched / "weights.npz")
    first = np.tanh(images @ weights[0] + weights[1])
    assert found.variation[-1, 0] == pytest.approx(first.std(axis=0).mean(), rel=0.1)
    second = first @ weights[2] + weights[3]
    second = np.where(second > 0, second, np.expm1(second))
    third = np.maximum(second @ weights[4] + weights[5], 0)
    assert found.stuck[-1, 1] == np.count_nonzero((third == 0).all(axis=0))


def test_a_normalized_layer_is_watched_after_its_activation(
    trained: tuple[Path, np.ndarray],
) -> None:
    folder, images = trained
    found = read_unit_states(folder / "normalized" / "units.npz")
    kernel, scale, shift, mean, variance, *_ = read_weights(folder / "normalized" / "weights.npz")
    sums = images @ kernel
    # With Keras's epsilon.
    answers = np.tanh(scale * (sums - mean) / np.sqrt(variance + 0.001) + shift)
    assert found.variation[-1, 0] == pytest.approx(answers.std(axis=0).mean(), rel=0.001)
