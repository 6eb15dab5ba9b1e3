"""Where training starts: the distribution, the seed, and what there is no network for."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from labbook.artifacts.spec import HiddenLayer, OutputLayer, Spec
from labbook.errors import LabbookError
from labbook.scratch.initial_network import initial_network
from numpy_spec import ALL_DIGITS, NETWORKS


@pytest.mark.parametrize("spec", NETWORKS.values(), ids=NETWORKS)
def test_kernels_are_glorot_uniform_and_biases_zero(spec: Spec) -> None:
    network = initial_network(spec, 784)
    units = [784, *(layer.units for layer in spec.hidden), spec.output.units]
    assert [layer.kernel.shape for layer in network.layers] == list(pairwise(units))
    for layer in network.layers:
        limit = np.sqrt(6 / sum(layer.kernel.shape))
        assert np.abs(layer.kernel).max() <= limit
        # Of n uniform numbers, the mean square is limit²/3, give or take 1/√n of it.
        n = layer.kernel.size
        assert np.mean(layer.kernel**2) == pytest.approx(limit**2 / 3, rel=4 / np.sqrt(n))
        assert abs(np.mean(layer.kernel)) < 4 * limit / np.sqrt(3 * n)
        assert not layer.bias.any()
        assert layer.kernel.dtype == layer.bias.dtype == np.float32
    assert network.loss.name == spec.loss
    assert [layer.activation.name for layer in network.layers] == [
        *(layer.activation for layer in spec.hidden),
        spec.output.activation,
    ]


def test_the_seed_alone_decides() -> None:
    def first_kernel(seed: int) -> np.ndarray:
        return initial_network(replace(ALL_DIGITS, seed=seed, epochs=seed + 1), 9).weights[0]

    np.testing.assert_array_equal(first_kernel(1), first_kernel(1))
    assert not np.array_equal(first_kernel(1), first_kernel(2))


def test_the_numbers_are_the_generator_s() -> None:
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(ALL_DIGITS.seed)))
    limit = np.sqrt(6 / (9 + 64))
    expected = generator.uniform(-limit, limit, (9, 64))
    np.testing.assert_array_equal(initial_network(ALL_DIGITS, 9, np.float64).weights[0], expected)


def test_single_precision_is_double_precision_rounded() -> None:
    single, double = (initial_network(ALL_DIGITS, 9, dtype) for dtype in (np.float32, np.float64))
    for one, other in zip(single.weights, double.weights, strict=True):
        np.testing.assert_array_equal(one, other.astype(np.float32))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"loss": "mean_squared_error"}, "mean_squared_error is none of binary_crossentropy"),
        ({"output": OutputLayer(10, "relu")}, "relu; .* it should be softmax"),
        ({"hidden": (HiddenLayer(8, "gelu"),)}, "gelu is none of linear, sigmoid"),
        ({"hidden": (HiddenLayer(8, "relu", 0.5),)}, "no dropout"),
    ],
)
def test_what_it_has_not_is_said_in_a_sentence(changes: dict, words: str) -> None:
    with pytest.raises(LabbookError, match=words):
        initial_network(replace(ALL_DIGITS, **changes), 784)
