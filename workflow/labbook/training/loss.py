"""The loss of a spec as a Keras object."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras


def build_loss(name: str) -> "keras.Loss":
    """Keras's loss class of that name (`binary_crossentropy` is BinaryCrossentropy), its mean
    over the samples of a batch.
    """
    import keras

    # Keras knows its losses as functions by these names, and as classes by the same in camel case.
    class_name = "".join(part.capitalize() for part in name.split("_"))
    loss: keras.Loss = getattr(keras.losses, class_name)()
    return loss
