"""Losses from logits: the definition, the gradient, and the largest finite numbers."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays, from_dtype

from labbook.scratch.activations import ACTIVATIONS
from labbook.scratch.losses import LOSSES

COUNTS = {"binary_crossentropy": (1, 3), "categorical_crossentropy": (2, 5)}
CASES = [(name, outputs) for name, counts in COUNTS.items() for outputs in counts]


def targets(name: str, n: int, outputs: int, dtype: type) -> np.ndarray:
    generator = np.random.default_rng(n)
    if name == "binary_crossentropy":
        return generator.integers(0, 2, (n, outputs)).astype(dtype)
    return np.eye(outputs, dtype=dtype)[generator.integers(0, outputs, n)]


@st.composite
def extreme_logits(draw: st.DrawFn, outputs: int) -> np.ndarray:
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    largest = float(np.finfo(dtype).max)
    elements = st.one_of(
        st.sampled_from([-largest, -largest / 2, 0.0, largest / 2, largest]),
        from_dtype(np.dtype(dtype), allow_nan=False, allow_infinity=False),
    )
    shape = (draw(st.integers(1, 4)), outputs)
    return draw(arrays(dtype, shape, elements=elements))


def exact_loss(name: str, z: list[float], y: list[float]) -> Fraction:
    """Of one example, to about 16 digits, as a fraction, which knows no overflow."""
    if name == "binary_crossentropy":
        return sum(map(_exact_binary, z, y), Fraction()) / len(z)
    largest = max(z)
    chosen = z[y.index(1)]
    rest = math.log(sum(math.exp(max(float(one) - largest, -1e4)) for one in z))
    return Fraction(largest) - Fraction(chosen) + Fraction(rest)


def _exact_binary(z: float, y: float) -> Fraction:
    wrong = -z if y == 1 else z
    return max(Fraction(wrong), Fraction(0)) + Fraction(math.log1p(math.exp(-abs(z))))


@pytest.mark.parametrize(("name", "outputs"), CASES)
@given(data=st.data())
def test_a_loss_is_the_true_one_wherever_a_float_can_hold_it(
    name: str, outputs: int, data: st.DataObject
) -> None:
    z = data.draw(extreme_logits(outputs))
    y = targets(name, len(z), outputs, z.dtype.type)
    losses = LOSSES[name].per_example(z, y)
    assert (losses.shape, losses.dtype) == ((len(z),), z.dtype)
    limits = np.finfo(z.dtype)
    for loss, z_row, y_row in zip(losses.tolist(), z.tolist(), y.tolist(), strict=True):
        true = exact_loss(name, z_row, y_row)
        if true * (1 + Fraction(float(limits.eps))) < Fraction(float(limits.max)):
            # A rounded difference of two logits is off by its size times eps, and so is its
            # exponential in proportion; beyond 104, that is no number of single precision.
            spread = min(max(z_row) - min(z_row), 104)
            rel = (8 + spread) * float(limits.eps)
            # Softmax: the logarithm of a sum of exponentials, which is 1 at least and rounded.
            summed = outputs * float(limits.eps) if name == "categorical_crossentropy" else 1e-45
            assert loss == pytest.approx(float(true), rel=rel, abs=summed)
        else:
            assert loss >= float(limits.max) * (1 - float(limits.eps))


@pytest.mark.parametrize(("name", "outputs"), CASES)
def test_it_is_the_crossentropy_of_the_probabilities(name: str, outputs: int) -> None:
    z = np.random.default_rng(0).normal(0, 3, (50, outputs))
    y = targets(name, 50, outputs, np.float64)
    a = ACTIVATIONS[LOSSES[name].activation].forward(z)
    if name == "binary_crossentropy":
        expected = -(y * np.log(a) + (1 - y) * np.log(1 - a)).mean(axis=1)
    else:
        expected = -(y * np.log(a)).sum(axis=1)
    np.testing.assert_allclose(LOSSES[name].per_example(z, y), expected, rtol=1e-9)


@pytest.mark.parametrize(("name", "outputs"), CASES)
def test_the_gradient_is_the_derivative(name: str, outputs: int) -> None:
    loss = LOSSES[name]
    z = np.random.default_rng(1).normal(0, 2, (30, outputs))
    y = targets(name, 30, outputs, np.float64)
    gradient = loss.gradient(ACTIVATIONS[loss.activation].forward(z), y)
    step = 1e-5
    for unit in range(outputs):
        change = np.zeros(outputs)
        change[unit] = step
        slope = (loss.per_example(z + change, y) - loss.per_example(z - change, y)) / (2 * step)
        np.testing.assert_allclose(gradient[:, unit], slope, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(("name", "outputs"), CASES)
def test_the_gradient_may_take_the_place_of_the_probabilities(name: str, outputs: int) -> None:
    a = np.random.default_rng(2).uniform(size=(4, outputs))
    y = targets(name, 4, outputs, np.float64)
    expected = LOSSES[name].gradient(a, y)
    assert LOSSES[name].gradient(a, y, out=a) is a
    np.testing.assert_array_equal(a, expected)


@given(z=arrays(np.float64, (3, 4), elements=st.floats(-30, 30)), constant=st.floats(-1e3, 1e3))
def test_a_constant_on_the_logits_of_softmax_changes_no_loss(
    z: np.ndarray, constant: float
) -> None:
    loss, y = LOSSES["categorical_crossentropy"], np.eye(4)[:3]
    np.testing.assert_allclose(
        loss.per_example(z + constant, y), loss.per_example(z, y), rtol=1e-11, atol=1e-11
    )
