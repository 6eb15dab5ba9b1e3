"""Activation functions: what they are, their derivatives, and the largest finite numbers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays, from_dtype

from labbook.scratch.activations import ACTIVATIONS

DTYPES = [np.float32, np.float64]
SHAPES = array_shapes(min_dims=2, max_dims=2, max_side=6)
finite = st.sampled_from(DTYPES).flatmap(
    lambda dtype: arrays(
        dtype, SHAPES, elements=from_dtype(np.dtype(dtype), allow_nan=False, allow_infinity=False)
    )
)
ordinary = arrays(np.float64, SHAPES, elements=st.floats(-30, 30))


def exactly(name: str, row: list[float]) -> list[float]:
    """The definition, in Python's floats."""
    match name:
        case "linear":
            return row
        case "sigmoid":
            return [1 / (1 + math.exp(-z)) for z in row]
        case "tanh":
            return [math.tanh(z) for z in row]
        case "relu":
            return [max(z, 0.0) for z in row]
        case "softmax":
            total = sum(math.exp(z) for z in row)
            return [math.exp(z) / total for z in row]
    raise AssertionError(name)


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(z=ordinary)
def test_forward_is_the_definition(name: str, z: np.ndarray) -> None:
    expected = [exactly(name, row) for row in z.tolist()]
    np.testing.assert_allclose(ACTIVATIONS[name].forward(z), expected, rtol=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(z=finite)
def test_finite_logits_give_finite_outputs_of_their_shape_and_type(
    name: str, z: np.ndarray
) -> None:
    a = ACTIVATIONS[name].forward(z)
    assert (a.shape, a.dtype) == (z.shape, z.dtype)
    assert np.isfinite(a).all()
    if name in {"sigmoid", "softmax"}:
        assert ((a >= 0) & (a <= 1)).all()


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(z=finite, data=st.data())
def test_finite_gradients_give_finite_gradients(
    name: str, z: np.ndarray, data: st.DataObject
) -> None:
    elements = from_dtype(z.dtype, allow_nan=False, allow_infinity=False)
    gradient = data.draw(arrays(z.dtype, z.shape, elements=elements))
    back = ACTIVATIONS[name].backward(z, ACTIVATIONS[name].forward(z), gradient)
    assert (back.shape, back.dtype) == (z.shape, z.dtype)
    assert np.isfinite(back).all()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_backward_is_the_derivative(name: str) -> None:
    generator = np.random.default_rng(3)
    z, gradient = generator.normal(size=(2, 40, 5))
    back = ACTIVATIONS[name].backward(z, ACTIVATIONS[name].forward(z), gradient)
    step = 1e-5
    for unit in range(5):
        higher, lower = z.copy(), z.copy()
        higher[:, unit] += step
        lower[:, unit] -= step
        change = ACTIVATIONS[name].forward(higher) - ACTIVATIONS[name].forward(lower)
        slope = (gradient * change).sum(axis=1) / (2 * step)
        np.testing.assert_allclose(back[:, unit], slope, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(z=ordinary)
def test_the_result_may_take_the_place_of_an_argument(name: str, z: np.ndarray) -> None:
    activation = ACTIVATIONS[name]
    a = activation.forward(z)
    place = z.copy()
    assert activation.forward(place, out=place) is place
    np.testing.assert_array_equal(place, a)
    for replaced in (a.copy(), z.copy()):
        output, gradient = (replaced, z) if np.array_equal(replaced, a) else (a, replaced)
        np.testing.assert_array_equal(
            activation.backward(z.copy(), output, gradient, out=replaced),
            activation.backward(z, a, z),
        )


@pytest.mark.parametrize("name", [one for one in ACTIVATIONS if not ACTIVATIONS[one].uses_logits])
def test_what_does_not_use_the_logits_may_overwrite_them(name: str) -> None:
    activation = ACTIVATIONS[name]
    z, gradient = np.random.default_rng(4).normal(size=(2, 6, 5))
    a = activation.forward(z)
    unknown = np.full_like(z, np.nan)
    np.testing.assert_array_equal(
        activation.backward(unknown, a, gradient), activation.backward(z, a, gradient)
    )


def test_a_rectifier_passes_no_gradient_at_zero() -> None:
    z = np.array([[-1.0, 0.0, 2.0]])
    relu = ACTIVATIONS["relu"]
    assert relu.backward(z, relu.forward(z), np.ones((1, 3))).tolist() == [[0.0, 0.0, 1.0]]


@given(z=finite)
def test_the_rows_of_softmax_sum_to_one(z: np.ndarray) -> None:
    sums = ACTIVATIONS["softmax"].forward(z).sum(axis=1)
    np.testing.assert_allclose(sums, 1, rtol=8 * np.finfo(z.dtype).eps)


@given(z=ordinary, constant=st.floats(-1e3, 1e3))
def test_softmax_does_not_see_a_constant(z: np.ndarray, constant: float) -> None:
    softmax = ACTIVATIONS["softmax"]
    np.testing.assert_allclose(softmax.forward(z + constant), softmax.forward(z), rtol=1e-11)


def test_small_probabilities_keep_their_digits() -> None:
    z = np.array([[-50.0]], np.float32)
    assert ACTIVATIONS["sigmoid"].forward(z)[0, 0] == pytest.approx(math.exp(-50), rel=1e-6)
