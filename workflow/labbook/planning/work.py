"""How much arithmetic a run is, before it has run."""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean

from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.artifacts.spec import ConvolutionBlock, Spec

# Beyond its products, a step of the compiled loop costs about as much as this many of them,
PRODUCTS_A_STEP = 500_000
# and its optimizer for each weight as much as these.
PRODUCTS_AN_UPDATE = 50
# From scratch, a pixel is read anew in each epoch, which takes as long as so many.
PRODUCTS_A_PIXEL = 10
# Products of a convolution take as much longer than those of dense layers.
CONVOLUTION_FACTOR = 1.5
# The same for all data, because `build/job_counts.py` learns from the specs of finished runs, which
# say neither how large the images are nor how many.
NOMINAL_SIDE = 28
NOMINAL_IMAGES = 48_000


def training_work(spec: Spec | ChosenSpec) -> float:
    """Multiplications of a training, in billions and roughly: enough to order runs by length.

    Of a run whose settings are still to be chosen, those of the mean candidate.
    """
    if isinstance(spec, ChosenSpec):
        return fmean(training_work(candidate.spec) for candidate in spec.candidates)
    convolutions, inputs = _convolutions(spec.blocks)
    if spec.own:
        # Those of its weights, as often as they are used.
        convolutions = sum(
            parameters * math.prod(side or 1 for side in (shape or [1])[:-1])
            for _, _, shape, parameters in spec.own.layers
        )
    widths = [inputs, *(layer.units for layer in spec.hidden), spec.output.units]
    weights = sum(before * after for before, after in pairwise(widths))
    step = PRODUCTS_A_STEP + PRODUCTS_AN_UPDATE * weights
    reading = PRODUCTS_A_PIXEL * inputs if spec.engine == "numpy" else 0
    products = CONVOLUTION_FACTOR * convolutions + weights + reading
    an_image = products + step / (spec.batch_size or NOMINAL_IMAGES)
    return spec.epochs * NOMINAL_IMAGES * an_image / 1e9


def _convolutions(blocks: Sequence[ConvolutionBlock]) -> tuple[int, int]:
    """Multiplications of the blocks for an image, and how many numbers they leave of it."""
    products, side, channels = 0, NOMINAL_SIDE, 1
    for block in blocks:
        for filters in block.filters:
            products += side**2 * block.kernel_size**2 * channels * filters
            channels = filters
        side //= 2
    return products, side**2 * channels
