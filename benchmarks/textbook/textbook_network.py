"""The networks as a course would write them: double precision, the whole matrix at once."""

from collections.abc import Sequence

import numpy as np


class TextbookNetwork:
    """Sigmoid hidden layers; one sigmoid output, or a softmax over several.

    weights: kernel (inputs, units), bias (units,), kernel, bias ... of the network at the start;
    copied in double precision.
    """

    def __init__(self, weights: Sequence[np.ndarray]) -> None:
        copies = [weight.astype(np.float64) for weight in weights]
        self.kernels, self.biases = copies[0::2], copies[1::2]

    def forward(self, x: np.ndarray) -> list[np.ndarray]:
        """The inputs x (n, inputs), and what each layer makes of what is before it."""
        outputs = [x]
        for number, (kernel, bias) in enumerate(zip(self.kernels, self.biases, strict=True)):
            z = outputs[-1] @ kernel + bias
            last = number == len(self.kernels) - 1
            outputs.append(softmax(z) if last and z.shape[1] > 1 else sigmoid(z))
        return outputs

    def step(self, x: np.ndarray, y: np.ndarray, learning_rate: float) -> tuple[float, float]:
        """One step of gradient descent; the loss and accuracy before it.

        x: (n, inputs); y: (n, outputs), 0 or 1.
        """
        outputs = self.forward(x)
        delta = (outputs[-1] - y) / len(x)
        gradients = []
        for number in reversed(range(len(self.kernels))):
            a = outputs[number]
            gradients.append((a.T @ delta, delta.sum(axis=0)))
            if number > 0:
                delta = (delta @ self.kernels[number].T) * a * (1 - a)
        for number, (kernel, bias) in enumerate(reversed(gradients)):
            self.kernels[number] -= learning_rate * kernel
            self.biases[number] -= learning_rate * bias
        return loss_and_accuracy(outputs[-1], y)

    def measure(self, x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
        """Loss and accuracy."""
        return loss_and_accuracy(self.forward(x)[-1], y)


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def softmax(z: np.ndarray) -> np.ndarray:
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def loss_and_accuracy(a: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Mean crossentropy of the probabilities a, and the share of right answers."""
    if y.shape[1] == 1:
        loss = -np.mean(y * np.log(a) + (1 - y) * np.log(1 - a))
        return float(loss), float(np.mean((a > 0.5) == y))
    loss = -np.mean(np.sum(y * np.log(a), axis=1))
    return float(loss), float(np.mean(a.argmax(axis=1) == y.argmax(axis=1)))
