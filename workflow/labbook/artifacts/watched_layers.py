"""Which layers of a network are watched: those whose units can die or saturate."""

from dataclasses import dataclass

from labbook.artifacts.spec import Spec

# What stops a unit of these activations from learning.
RELU = "relu"
SATURATING = ("sigmoid", "tanh")
# An answer is saturated where the slope is below such a share of the largest; a unit is where such
# a share of its answers are (training/unit_probe.py).
FLAT_BELOW = 0.1
SATURATED_FROM = 0.9


@dataclass(frozen=True)
class WatchedLayer:
    """A dense layer: its `place` counts from 1, the output is the last."""

    place: int
    units: int
    activation: str
    is_output: bool

    @property
    def dies(self) -> bool:
        """Its units can be dead, as those of ReLU can; those of another layer saturated."""
        return self.activation == RELU


def watched_layers(spec: Spec) -> tuple[WatchedLayer, ...]:
    """The dense layers with ReLU, sigmoid or tanh, from the input on.

    A sigmoid output that is trained with binary cross-entropy is not among them: it saturates when
    the network is sure of its answers, and its gradient does not pass the sigmoid's slope. Of a
    network of one's own, none is watched.
    """
    if spec.own:
        return ()
    layers = [
        *(
            WatchedLayer(place, hidden.units, hidden.activation, False)
            for place, hidden in enumerate(spec.hidden, start=1)
        ),
        WatchedLayer(len(spec.hidden) + 1, spec.output.units, spec.output.activation, True),
    ]
    return tuple(
        layer
        for layer in layers
        if layer.activation in (RELU, *SATURATING)
        and not (
            layer.is_output and layer.activation == "sigmoid" and spec.loss == "binary_crossentropy"
        )
    )
