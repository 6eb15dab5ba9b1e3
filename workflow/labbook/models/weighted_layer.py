"""A layer of neurons as Keras has it: its weights, what normalizes its sums, its activation."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from labbook.artifacts.spec import Spec
from labbook.models.activations import activation

if TYPE_CHECKING:
    import keras


def weighted_layer(
    spec: Spec, layer: "Callable[..., keras.Layer]", *sizes: int, activated_by: str, **further: Any
) -> "list[keras.Layer]":
    """`layer(*sizes, **further)`, drawn as `spec` says, and what follows up to its activation.

    Batch normalization comes before the activation, and its shift takes the place of the bias: S.
    Ioffe and C. Szegedy (2015), "Batch normalization: accelerating deep network training by
    reducing internal covariate shift", ICML, section 3.2.
    """
    import keras

    further |= drawn_as(spec)
    if not spec.batch_normalization:
        return [layer(*sizes, activation=activation(activated_by), **further)]
    return [
        layer(*sizes, use_bias=False, **further),
        keras.layers.BatchNormalization(),
        keras.layers.Activation(activation(activated_by)),
    ]


def drawn_as(spec: Spec) -> dict[str, str]:
    """The argument of a layer that says how its kernel is drawn; none for Keras's default."""
    return {"kernel_initializer": spec.kernel_initializer} if spec.kernel_initializer else {}


def answers_of_layers(model: "keras.Model", kind: "type[keras.Layer]") -> list[Any]:
    """The outputs of all layers of a kind, after their activations, front to back."""
    import keras

    layers = model.layers
    followed = zip(layers, [*layers[1:], None], strict=True)
    normalized = [isinstance(after, keras.layers.BatchNormalization) for _, after in followed]
    return [
        layers[place + 2 if normalized[place] else place].output
        for place, layer in enumerate(layers)
        if isinstance(layer, kind)
    ]
