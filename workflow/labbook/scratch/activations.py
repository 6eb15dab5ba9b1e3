"""Activation functions and their derivatives.

Every function here takes and gives arrays of shape (n, units), one row an example. `out`, as in
NumPy, is an array for the result; it may be one of the arguments.
"""

from typing import Protocol

import numpy as np


class Activation(Protocol):
    """a = f(z), and the derivative of a loss L through it."""

    @property
    def name(self) -> str:
        """As Keras calls it."""

    @property
    def uses_logits(self) -> bool:
        """Whether `backward` looks at z. If not, a may have overwritten it."""

    def forward(self, z: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """The output a (n, units) for the logits z (n, units), any finite numbers."""

    def backward(
        self, z: np.ndarray, a: np.ndarray, gradient: np.ndarray, out: np.ndarray | None = None
    ) -> np.ndarray:
        """dL/dz (n, units), given the logits z, the output a and `gradient`, which is dL/da."""


class Linear:
    """a = z."""

    name = "linear"
    uses_logits = False

    def forward(self, z: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        a: np.ndarray = np.positive(z, out=out)
        return a

    def backward(
        self, z: np.ndarray, a: np.ndarray, gradient: np.ndarray, out: np.ndarray | None = None
    ) -> np.ndarray:
        dz: np.ndarray = np.positive(gradient, out=out)
        return dz


class Sigmoid:
    """a = 1 / (1 + exp(-z)), so da/dz = a (1 - a) (Bishop 2006, equations 4.59 and 4.88)."""

    name = "sigmoid"
    uses_logits = False

    def forward(self, z: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        # Not `np.negative`: of one row of an array of 8 (in single precision of 4), laid out by
        # columns, NumPy 2.4 with AVX-512 gives wrong numbers.
        a: np.ndarray = np.multiply(z, -1, out=out)
        # An exponential above all floats is inf, whose reciprocal is 0, as it should be.
        with np.errstate(over="ignore"):
            np.exp(a, out=a)
        a += 1
        np.reciprocal(a, out=a)
        return a

    def backward(
        self, z: np.ndarray, a: np.ndarray, gradient: np.ndarray, out: np.ndarray | None = None
    ) -> np.ndarray:
        slope = 1 - a
        slope *= a
        dz: np.ndarray = np.multiply(gradient, slope, out=out)
        return dz


class Tanh:
    """a = tanh(z), so da/dz = 1 - a² (Bishop 2006, equations 5.59 and 5.60)."""

    name = "tanh"
    uses_logits = False

    def forward(self, z: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        a: np.ndarray = np.tanh(z, out=out)
        return a

    def backward(
        self, z: np.ndarray, a: np.ndarray, gradient: np.ndarray, out: np.ndarray | None = None
    ) -> np.ndarray:
        dz: np.ndarray = np.multiply(gradient, 1 - a * a, out=out)
        return dz


class Relu:
    """a = max(z, 0), so da/dz = 1 where a > 0, else 0: at z = 0, where there is no derivative,
    the left one is taken (Goodfellow et al. 2016, section 6.3).
    """

    name = "relu"
    uses_logits = False

    def forward(self, z: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        a: np.ndarray = np.maximum(z, 0, out=out)
        return a

    def backward(
        self, z: np.ndarray, a: np.ndarray, gradient: np.ndarray, out: np.ndarray | None = None
    ) -> np.ndarray:
        dz: np.ndarray = np.multiply(gradient, a > 0, out=out)
        return dz


class Softmax:
    """a_k = exp(z_k) / Σ_j exp(z_j) over the units of a row (Bishop 2006, equation 4.104).

    From da_k/dz_j = a_k (δ_kj - a_j) (equation 4.106) follows
    dL/dz_k = a_k (g_k - Σ_j g_j a_j), where g is dL/da.
    """

    name = "softmax"
    uses_logits = False

    def forward(self, z: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        # Taking the largest from all changes no quotient and leaves no exponent above 0 (Goodfellow
        # et al. 2016, section 4.1). A difference below all floats is -inf, whose exponential is 0.
        with np.errstate(over="ignore"):
            a: np.ndarray = np.subtract(z, z.max(axis=1, keepdims=True), out=out)
        np.exp(a, out=a)
        a /= a.sum(axis=1, keepdims=True)
        return a

    def backward(
        self, z: np.ndarray, a: np.ndarray, gradient: np.ndarray, out: np.ndarray | None = None
    ) -> np.ndarray:
        # With a quarter of the gradient, no difference of two finite numbers overflows; a power of
        # two costs no precision.
        quarter = gradient * 0.25
        quarter -= (quarter * a).sum(axis=1, keepdims=True)
        quarter *= a
        dz: np.ndarray = np.multiply(quarter, 4, out=out)
        return dz


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation for activation in (Linear(), Sigmoid(), Tanh(), Relu(), Softmax())
}
