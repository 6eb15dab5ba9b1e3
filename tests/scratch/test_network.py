"""Backpropagation is the derivative of the loss; shapes; what a network refuses."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.errors import LabbookError
from labbook.scratch.activations import ACTIVATIONS
from labbook.scratch.dense import Dense
from labbook.scratch.losses import LOSSES
from labbook.scratch.network import Network, descend
from small_network import OUTPUTS, small_images, small_network, targets_of

HIDDEN = [
    [],
    *([(5, name)] * depth for depth in (1, 2, 3) for name in ACTIVATIONS),
    [(5, "softmax"), (4, "relu"), (3, "tanh")],
]
STEP = 3e-5

hidden_layers = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(sorted(ACTIVATIONS))), max_size=3
)


def title(value: object) -> str:
    layers = value if isinstance(value, list) else []
    return "-".join(f"{units}{name}" for units, name in layers) or str(value)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("hidden", HIDDEN, ids=title)
def test_every_gradient_is_the_slope_of_the_loss(hidden: list[tuple[int, str]], loss: str) -> None:
    network = small_network(hidden, loss)
    generator = np.random.default_rng(1)
    x = generator.normal(size=(7, network.inputs))
    y = targets_of(generator.integers(0, 4, 7), loss).astype(np.float64)
    gradients = [array for pair in network.gradients(x, y) for array in pair]
    for weight, gradient in zip(network.weights, gradients, strict=True):
        assert gradient.shape == weight.shape
        slopes = np.empty_like(weight)
        for index in np.ndindex(weight.shape):
            value = weight[index]
            weight[index] = value + STEP
            higher = network.loss_of(x, y)
            weight[index] = value - STEP
            slopes[index] = (higher - network.loss_of(x, y)) / (2 * STEP)
            weight[index] = value
        # A slope is a difference of losses of about 1: its error is 1e-10, however small it is.
        np.testing.assert_allclose(gradient, slopes, rtol=1e-6, atol=1e-9)


@given(hidden=hidden_layers, loss=st.sampled_from(sorted(LOSSES)), n=st.integers(1, 6))
def test_shapes(hidden: list[tuple[int, str]], loss: str, n: int) -> None:
    network = small_network(hidden, loss)
    x, y = np.zeros((n, 6)), np.zeros((n, OUTPUTS[loss]))
    units = [6, *(units for units, _ in hidden), OUTPUTS[loss]]
    assert network.forward(x).shape == (n, OUTPUTS[loss])
    assert [one.shape for one in network.weights] == [
        shape for before, after in pairwise(units) for shape in [(before, after), (after,)]
    ]
    found = [array.shape for pair in network.gradients(x, y) for array in pair]
    assert found == [one.shape for one in network.weights]


def test_the_weights_are_those_that_it_works_with() -> None:
    network = small_network([(3, "tanh")], "binary_crossentropy")
    for weight in network.weights:
        weight[...] = 0
    assert network.forward(np.ones((1, 6))).tolist() == [[0.5]]


def test_a_step_goes_against_the_gradient() -> None:
    network = small_network([(3, "tanh")], "categorical_crossentropy")
    before = [weight.copy() for weight in network.weights]
    arrays = network.weights
    gradients = [(layer.kernel * 2.0, layer.bias + 1.0) for layer in network.layers]
    descend(network, gradients, 0.25)
    for index, weight in enumerate(network.weights):
        assert weight is arrays[index]
        gradient = gradients[index // 2][index % 2]
        np.testing.assert_array_equal(weight, before[index] - 0.25 * gradient)


@pytest.mark.parametrize("loss", LOSSES)
def test_predictions_are_of_pixels_from_0_to_1(loss: str) -> None:
    network = small_network([(3, "relu")], loss)
    images, _ = small_images(9, loss)
    expected = network.forward(images.reshape(9, 6) / 255)
    np.testing.assert_allclose(network.predict(images), expected, rtol=1e-12)
    np.testing.assert_array_equal(network.predict(images), network.predict(images.reshape(9, 6)))
    assert network.predict(images[:0]).shape == (0, OUTPUTS[loss])


@pytest.mark.parametrize(
    ("images", "words"),
    [
        (np.zeros((2, 2, 3)), "float64; they should be uint8"),
        (np.zeros((2, 3), np.uint8), r"shape \(2, 3\).* 6 pixels"),
        (np.zeros((2, 3, 3), np.uint8), r"shape \(2, 3, 3\).* 6 pixels"),
        (np.zeros(6, np.uint8), r"shape \(6,\)"),
    ],
)
def test_other_images_are_refused(images: np.ndarray, words: str) -> None:
    network = small_network([], "binary_crossentropy")
    with pytest.raises(LabbookError, match=words):
        network.predict(images)


def test_layers_fit_together_and_to_the_loss() -> None:
    def layer(inputs: int, units: int, activation: str) -> Dense:
        return Dense(np.zeros((inputs, units)), np.zeros(units), ACTIVATIONS[activation])

    loss = LOSSES["binary_crossentropy"]
    with pytest.raises(ValueError, match="3 units comes before one of 4 inputs"):
        Network([layer(2, 3, "relu"), layer(4, 1, "sigmoid")], loss)
    with pytest.raises(ValueError, match="belongs to sigmoid, not to softmax"):
        Network([layer(2, 2, "softmax")], loss)
