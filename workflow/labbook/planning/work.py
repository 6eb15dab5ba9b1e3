"""How much arithmetic a run is, before it has run."""

from itertools import pairwise
from statistics import fmean

from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.artifacts.spec import Spec

# Beyond its products, a step of the compiled loop costs about as much as this many of them.
PRODUCTS_A_STEP = 500_000
PIXELS = 784
IMAGES = 48_000


def training_work(spec: Spec | ChosenSpec) -> float:
    """Multiplications of a training, in billions and roughly: enough to order runs by length.

    Of a run whose settings are still to be chosen, those of the mean candidate.
    """
    if isinstance(spec, ChosenSpec):
        return fmean(training_work(one.spec) for one in spec.candidates)
    widths = [PIXELS, *(layer.units for layer in spec.hidden), spec.output.units]
    weights = sum(before * after for before, after in pairwise(widths))
    step = PRODUCTS_A_STEP / (spec.batch_size or IMAGES)
    return spec.epochs * IMAGES * (weights + step) / 1e9
