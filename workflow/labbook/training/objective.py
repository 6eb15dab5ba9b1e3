"""Loss and optimizer of a spec as Keras objects, and what else a training minimizes."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from labbook.artifacts.spec import FIRST_RATE, Spec

if TYPE_CHECKING:
    import keras
    import tensorflow as tf


class Objective:
    """What is minimized where it is not the loss alone: smoothed labels, weighed rows, a penalty.

    The loss that a training reports has none of these, so that losses of all runs, and those of
    training and evaluation, are the same quantity. `labels`: the classes of the training images,
    (n,) whole numbers.
    """

    def __init__(self, spec: Spec, labels: np.ndarray) -> None:
        import keras

        self._loss = build_loss(spec.loss, spec.label_smoothing)
        self._weights = class_weights(spec.class_weight, labels, max(spec.output.units, 2))
        self._penalty = keras.regularizers.L1L2(spec.l1, spec.l2) if spec.l1 or spec.l2 else None

    def of_rows(self, targets: Any, labels: Any, outputs: Any) -> "tf.Tensor":
        """Mean over rows, without the penalty; targets and outputs (rows, outputs), labels (rows,).

        As in Keras, weighed losses are added up and divided by the number of rows.
        """
        import tensorflow as tf

        weights = None if self._weights is None else tf.gather(self._weights, labels)
        return self._loss(targets, outputs, sample_weight=weights)

    def with_penalty(self, gradients: Sequence[Any], variables: Sequence[Any]) -> list[Any]:
        """The gradients of a batch with those of the penalty on the kernels among `variables`."""
        import tensorflow as tf

        if self._penalty is None:
            return list(gradients)
        values = [variable.value for variable in variables]
        with tf.GradientTape() as tape:
            penalty = tf.add_n([self._penalty(one) for one in values if len(one.shape) > 1])
        further = tape.gradient(penalty, values)
        return [
            gradient if one is None else gradient + one
            for gradient, one in zip(gradients, further, strict=True)
        ]


def build_objective(spec: Spec, labels: np.ndarray) -> Objective | None:
    """None where it is the loss alone."""
    has_more = spec.l1 or spec.l2 or spec.label_smoothing or spec.class_weight
    return Objective(spec, labels) if has_more else None


def class_weights(
    given: str | dict[str, float], labels: np.ndarray, n_classes: int
) -> np.ndarray | None:
    """The weight of each class, (n_classes,) float32, as a spec gives it; None if it gives none.

    "balanced" is n/(k n_c) for n images of k classes, n_c of them of class c: G. King and L. Zeng
    (2001), "Logistic regression in rare events data", Political Analysis 9, 137-163; scikit-learn
    has the same. A class without images has no weight to speak of.
    """
    if not given:
        return None
    if isinstance(given, str):
        counts = np.bincount(labels, minlength=n_classes)
        return (len(labels) / (n_classes * np.maximum(counts, 1))).astype(np.float32)
    return np.array([given.get(str(one), 1.0) for one in range(n_classes)], np.float32)


@cache
def build_loss(name: str, label_smoothing: float = 0.0) -> "keras.Loss":
    """Keras's loss class of that name (`binary_crossentropy` is BinaryCrossentropy), its mean
    over the samples of a batch.
    """
    import keras

    # Keras knows its losses as functions by these names, and as classes by the same in camel case.
    class_name = "".join(part.capitalize() for part in name.split("_"))
    smoothing = {"label_smoothing": label_smoothing} if label_smoothing else {}
    loss: keras.Loss = getattr(keras.losses, class_name)(**smoothing)
    return loss


def build_optimizer(settings: dict[str, Any], steps_per_epoch: int) -> "keras.Optimizer":
    """Keras's optimizer `settings["name"]` with the other items as its arguments.

    A learning rate given as a mapping is one of `keras.optimizers.schedules`, by its class name
    under `schedule`, with that class's arguments; an argument that counts steps may be given in
    epochs (`decay_epochs` for `decay_steps`). What it begins with is a variable.
    """
    import keras

    arguments = dict(settings)
    name = arguments.pop("name")
    rate = arguments.pop("learning_rate")
    if isinstance(rate, dict):
        schedule_arguments = dict(rate)
        schedule = getattr(keras.optimizers.schedules, schedule_arguments.pop("schedule"))
        rate = schedule(**_in_steps(schedule_arguments, steps_per_epoch))
        if hasattr(rate, FIRST_RATE):
            first = keras.Variable(getattr(rate, FIRST_RATE), trainable=False, dtype="float32")
            setattr(rate, FIRST_RATE, first)
    return _optimizer_class(name)(learning_rate=rate, **arguments)


def variables_of(optimizer: "keras.Optimizer") -> list["keras.Variable"]:
    """All that a training with an optimizer begins with: its own variables, and its schedule's."""
    first = getattr(optimizer._learning_rate, FIRST_RATE, None)
    return [*optimizer.variables, *([] if first is None else [first])]


def _optimizer_class(name: str) -> type["keras.Optimizer"]:
    """Keras's class of that name in any capitals; `keras.optimizers.get` does not find Lamb."""
    import keras

    classes = {attribute.lower(): attribute for attribute in dir(keras.optimizers)}
    optimizer_class: type[keras.Optimizer] = getattr(keras.optimizers, classes[name])
    return optimizer_class


def _in_steps(arguments: dict[str, Any], steps_per_epoch: int) -> dict[str, Any]:
    """The arguments with epochs turned into steps, which is what Keras's schedules count."""
    return {
        (name.removesuffix("_epochs") + "_steps" if name.endswith("_epochs") else name): (
            round(value * steps_per_epoch) if name.endswith("_epochs") else value
        )
        for name, value in arguments.items()
    }
