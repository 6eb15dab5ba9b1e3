"""The masks of dropout: their rates, their scale, and that no two numbers hang together."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from labbook.training.counted_dropout import dropout_keys
from tensorflow_programs import run_python

RATES = (0.1, 0.2, 0.2, 0.5, 0.9)
ROWS, UNITS = 1000, 300

# What becomes of ones: each rate in a branch of its own, by seed and epoch; then the same rows cut
# into chunks; what Keras's own layers make of them; and the model's answer in evaluation.
PROGRAM = f"""
import sys
from labbook.training.tensorflow_process import start_tensorflow
start_tensorflow(0)
import keras
import numpy as np
import tensorflow as tf
from labbook.training.counted_dropout import CountedDropout, Drops

inputs = keras.Input(({UNITS},))
model = keras.Model(inputs, [keras.layers.Dropout(rate)(inputs) for rate in {RATES}])
dropout = CountedDropout(model)
ones = np.ones(({ROWS}, {UNITS}), np.float32)

@tf.function(jit_compile=True, autograph=False)
def train(drops, first_row, images):
    dropout.count_from(drops, first_row)
    return dropout.network(images, training=True)

def trained(seed, epoch, first_row=0, rows={ROWS}):
    drops = Drops(*map(tf.constant, dropout.drops(seed, epoch)))
    return np.array(train(drops, tf.constant(first_row), ones[:rows]))

np.savez(
    sys.argv[1],
    seed_0_epoch_1=trained(0, 1),
    seed_0_epoch_2=trained(0, 2),
    seed_1_epoch_1=trained(1, 1),
    again=trained(0, 1),
    in_chunks=np.concatenate([trained(0, 1, first, 250) for first in range(0, {ROWS}, 250)], 1),
    keras=np.array(model(ones, training=True)),
    evaluated=np.array(model(ones, training=False)),
)
"""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """Arrays (rates, rows, units)."""
    file = tmp_path_factory.mktemp("dropout") / "drawn.npz"
    run_program(PROGRAM, file)
    with np.load(file) as arrays:
        return dict(arrays)


def run_program(program: str, *arguments: Path) -> None:
    done = run_python("-c", program, *map(str, arguments))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("index", range(len(RATES)))
def test_the_rate_is_what_was_asked_for(drawn: dict[str, np.ndarray], index: int) -> None:
    rate = RATES[index]
    dropped = np.mean(drawn["seed_0_epoch_1"][index] == 0)
    # Five standard errors of a share.
    assert dropped == pytest.approx(rate, abs=5 * np.sqrt(rate * (1 - rate) / (ROWS * UNITS)))


@pytest.mark.parametrize("index", range(len(RATES)))
def test_what_is_kept_has_keras_scale(drawn: dict[str, np.ndarray], index: int) -> None:
    ours, theirs = np.unique(drawn["seed_0_epoch_1"][index]), np.unique(drawn["keras"][index])
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)
    np.testing.assert_allclose(ours, [0, 1 / (1 - RATES[index])], rtol=1e-6)


@pytest.mark.parametrize("index", range(len(RATES)))
@pytest.mark.parametrize("axis", [0, 1])
def test_rows_and_units_keep_as_many_as_chance_would(
    drawn: dict[str, np.ndarray], index: int, axis: int
) -> None:
    """Chi-square: the counts of rows, and of units, spread as those of a binomial distribution."""
    rate, kept = RATES[index], drawn["seed_0_epoch_1"][index] > 0
    counts = kept.sum(axis=axis)
    n = kept.shape[axis]
    chi_square = np.sum((counts - n * (1 - rate)) ** 2) / (n * rate * (1 - rate))
    assert chi_square == pytest.approx(len(counts), abs=5 * np.sqrt(2 * len(counts)))


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Of two masks; in standard errors."""
    return float(np.corrcoef(one.ravel() > 0, other.ravel() > 0)[0, 1] * np.sqrt(one.size))


def test_neighbors_are_independent(drawn: dict[str, np.ndarray]) -> None:
    """Rows, units, both at once, and rows at the distance of a batch."""
    for mask in drawn["seed_0_epoch_1"]:
        for rows, units in [(1, 0), (0, 1), (1, 1), (0, 2), (32, 0), (100, 0), (128, 0)]:
            here, there = mask[: ROWS - rows, : UNITS - units], mask[rows:, units:]
            assert abs(correlation(here, there)) < 5


def test_layers_epochs_and_seeds_are_independent(drawn: dict[str, np.ndarray]) -> None:
    names = ("seed_0_epoch_1", "seed_0_epoch_2", "seed_1_epoch_1")
    masks = [mask for name in names for mask in drawn[name]]
    for one, other in itertools.combinations(masks, 2):
        assert abs(correlation(one, other)) < 5


def test_the_same_seed_epoch_and_row_give_the_same_bytes(drawn: dict[str, np.ndarray]) -> None:
    assert drawn["again"].tobytes() == drawn["seed_0_epoch_1"].tobytes()
    assert drawn["in_chunks"].tobytes() == drawn["seed_0_epoch_1"].tobytes()


def test_nothing_is_dropped_in_evaluation(drawn: dict[str, np.ndarray]) -> None:
    assert np.all(drawn["evaluated"] == 1)


def test_every_seed_epoch_and_layer_has_a_key_of_its_own() -> None:
    keys = [
        tuple(key)
        for seed, epoch in itertools.product(range(20), range(1, 21))
        for key in dropout_keys(seed, epoch, 3).tolist()
    ]
    assert len(set(keys)) == len(keys)
    assert dropout_keys(0, 1, 0).shape == (0, 2)


STATEFUL = """
from labbook.training.tensorflow_process import start_tensorflow
start_tensorflow(0)
import keras
from labbook.training.counted_dropout import CountedDropout

def network(*layers):
    return keras.Sequential([keras.Input((4,)), *layers, keras.layers.Dense(1)])

plain = network(keras.layers.Dropout(0.0))
assert CountedDropout(plain).network is plain
dropping = CountedDropout(network(keras.layers.Dropout(0.5)))
assert (dropping.layers, len(dropping.network.trainable_variables)) == (1, 2)
normalized = network(keras.layers.BatchNormalization())
assert CountedDropout(normalized).network is normalized
try:
    CountedDropout(network(keras.layers.GaussianNoise(0.1)))
except ValueError as error:
    assert "cannot carry on the state of a layer" in str(error)
else:
    raise AssertionError("noise was let through")
"""


def test_a_model_without_dropout_stays_and_one_with_a_state_is_refused() -> None:
    run_program(STATEFUL)
