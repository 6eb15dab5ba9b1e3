"""A layer in which every unit sees every input."""

from dataclasses import dataclass

import numpy as np

from labbook.scratch.activations import Activation


@dataclass(frozen=True)
class Dense:
    """a = f(z) with z = x W + b (Goodfellow et al. 2016, section 6.5.4).

    kernel: W (inputs, units); bias: b (units,); activation: f. Training changes the numbers in
    `kernel` and `bias`, not which arrays they are.
    """

    kernel: np.ndarray
    bias: np.ndarray
    activation: Activation

    def logits(self, x: np.ndarray) -> np.ndarray:
        """z (n, units) for the inputs x (n, inputs)."""
        z: np.ndarray = x @ self.kernel + self.bias
        return z

    def forward(self, x: np.ndarray) -> np.ndarray:
        """The output a (n, units) for the inputs x (n, inputs)."""
        return self.activation.forward(self.logits(x))

    def backward(self, z: np.ndarray, a: np.ndarray, gradient: np.ndarray) -> np.ndarray:
        """dL/dz (n, units), given the logits z, the output a and `gradient`, which is dL/da."""
        return self.activation.backward(z, a, gradient)

    def parameter_gradients(
        self, x: np.ndarray, gradient: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """dL/dW = xᵀ g (inputs, units) and dL/db = Σ g (units,), where g is dL/dz (n, units)."""
        return x.T @ gradient, gradient.sum(axis=0)

    def input_gradient(self, gradient: np.ndarray) -> np.ndarray:
        """dL/dx = g Wᵀ (n, inputs), where g is dL/dz (n, units)."""
        product: np.ndarray = gradient @ self.kernel.T
        return product
