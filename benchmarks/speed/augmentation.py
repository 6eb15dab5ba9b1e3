"""Networks that are trained on augmented images, with the loop and with Keras's own layers."""

from collections.abc import Sequence
from dataclasses import replace

from labbook.artifacts.spec import Augmentation
from speed.comparison import Comparison
from speed.configurations import Configuration
from speed.dropout import dropout_configurations

AUGMENTATION = Augmentation(shift=0.1, rotation=10.0, zoom=0.1)
RATIO_TARGET = 4.0


def augmented_configurations(dataset: str, only: str = "") -> list[Configuration]:
    """The networks of the benchmark of dropout, without it, on augmented images."""
    return [
        replace(configuration, spec=replace(configuration.spec, augmentation=AUGMENTATION))
        for configuration in dropout_configurations(dataset, only)[::2]
    ]


def augmentation_lines(comparisons: Sequence[Comparison]) -> list[str]:
    least = min(comparison.ratio for comparison in comparisons)
    met = "met" if least >= RATIO_TARGET else "NOT met"
    return [f"With augmentation, least {least:.2f} (target at least {RATIO_TARGET:g}: {met})."]
