"""How many units of each layer are dead or saturated while a network trains.

A unit of ReLU is *dead* if its answer to every training image is zero: then its gradient is zero,
too (L. Lu et al. 2020, "Dying ReLU and initialization", Communications in Computational Physics 28,
1671-1706). An answer of a sigmoid or tanh is *saturated* where the slope is below a tenth of its
largest: beyond 0.974 or below 0.026 of a sigmoid, beyond 0.949 of either sign of a tanh. A unit is
saturated if nine in ten of its answers, or more, are. To watch saturation layer by layer and epoch
by epoch is what X. Glorot and Y. Bengio (2010) do, "Understanding the difficulty of training deep
feedforward neural networks", AISTATS, 249-256; they plot the answers and give no limit, so both
limits are ours.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from labbook.artifacts.spec import Spec
from labbook.artifacts.unit_states import UnitStates
from labbook.artifacts.watched_layers import FLAT_BELOW, RELU, SATURATED_FROM, watched_layers
from labbook.models.weighted_layer import answers_of_layers
from labbook.training.compiled_epoch import as_network_input

if TYPE_CHECKING:
    import keras

# So many images at a time: of forty layers, all answers to MNIST would take a gigabyte.
BATCH = 2000


class UnitProbe:
    """Looks at the watched layers of a network when asked to, and changes nothing.

    images: (n, ...) uint8. There is no dropout, as when the network is asked for an answer.
    """

    def __init__(self, model: "keras.Model", spec: Spec, images: np.ndarray) -> None:
        import keras
        import tensorflow as tf

        self._layers = watched_layers(spec)
        self._images = images
        self._seen: list[list[LayerState]] = []
        dense = answers_of_layers(model, keras.layers.Dense)
        outputs = [dense[layer.place - 1] for layer in self._layers]
        opened = keras.Model(model.inputs, outputs)

        @tf.function(autograph=False)  # type: ignore[untyped-decorator]
        def answer(some: Any) -> Any:
            return tf.nest.flatten(opened(as_network_input(some), training=False))

        self._answer = answer

    def look(self) -> None:
        """Note in which state the layers are now."""
        import tensorflow as tf

        counts = [AnswerCount(layer.activation) for layer in self._layers]
        for start in range(0, len(self._images), BATCH):
            answers = self._answer(tf.constant(self._images[start : start + BATCH]))
            for count, of_layer in zip(counts, answers, strict=True):
                count.add(of_layer.numpy())
        self._seen.append([count.state() for count in counts])

    def recorded(self) -> UnitStates:
        """All that was noted, which it forgets then."""
        seen, self._seen = self._seen, []
        return UnitStates(
            stuck=np.array([[layer.n_stuck for layer in look] for look in seen]),
            variation=np.array([[layer.variation for layer in look] for look in seen]),
        )


class LayerState(NamedTuple):
    """`n_stuck` units are dead, or saturated.

    `variation`: the standard deviation of a unit's answers over the images, averaged over the
    units.
    """

    n_stuck: int
    variation: float


class AnswerCount:
    """Counts the answers of a layer with this activation, some images after the others."""

    def __init__(self, activation: str) -> None:
        self._activation = activation
        self._n = 0
        # Of each unit, float64: sums of answers less the first one, so that small differences
        # between large answers are kept.
        self._first = self._sum = self._squares = self._caught = np.zeros(0)

    def add(self, answers: np.ndarray) -> None:
        """Answers (n, units) float32, after the activation."""
        if not self._n:
            self._first = answers[0].astype(np.float64)
            self._sum = self._squares = self._caught = np.zeros(answers.shape[1])
        self._n += len(answers)
        apart = answers - self._first
        self._sum = self._sum + apart.sum(axis=0)
        self._squares = self._squares + (apart**2).sum(axis=0)
        self._caught = self._caught + is_caught(answers, self._activation).sum(axis=0)

    def state(self) -> LayerState:
        """Of all that was added; raises ValueError before the first."""
        if not self._n:
            raise ValueError("no answer was added")
        share = self._caught / self._n
        limit = 1.0 if self._activation == RELU else SATURATED_FROM
        variance = self._squares / self._n - (self._sum / self._n) ** 2
        return LayerState(
            int(np.count_nonzero(share >= limit)),
            float(np.sqrt(np.maximum(variance, 0.0)).mean()),
        )


def is_caught(answers: np.ndarray, activation: str) -> np.ndarray:
    """Which answers, of any shape, are zero of a ReLU, or saturated of a sigmoid or tanh."""
    if activation == RELU:
        zero: np.ndarray = answers == 0
        return zero
    largest_slope = 0.25 if activation == "sigmoid" else 1.0
    slope = answers * (1 - answers) if activation == "sigmoid" else 1 - answers**2
    flat: np.ndarray = slope < FLAT_BELOW * largest_slope
    return flat
