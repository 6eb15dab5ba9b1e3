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
# Of a process that trains, in MiB: with TensorFlow, whose workers are replaced when they have grown
# so large (workers/worker.py), and with NumPy alone.
TENSORFLOW_MIB, NUMPY_MIB = 1400, 500
# Beside the weights: their gradients, the optimizer's two moments, and a copy of each while they
# are updated. Beside what a layer answers: its gradient, and what is between the two.
COPIES_OF_WEIGHTS, COPIES_OF_ANSWERS = 8, 4
BYTES_OF_A_NUMBER = 4
# So many images at most are computed at once, whatever the batch.
MOST_AT_ONCE = 1000
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
    weights = _dense_weights(spec, inputs)
    step = PRODUCTS_A_STEP + PRODUCTS_AN_UPDATE * weights
    reading = PRODUCTS_A_PIXEL * inputs if spec.engine == "numpy" else 0
    products = CONVOLUTION_FACTOR * convolutions + weights + reading
    an_image = products + step / (spec.batch_size or NOMINAL_IMAGES)
    return spec.epochs * NOMINAL_IMAGES * an_image / 1e9


def training_memory(spec: Spec | ChosenSpec) -> float:
    """What the process of a training may need, in MiB and roughly; of a choice, the most."""
    if isinstance(spec, ChosenSpec):
        return max(training_memory(candidate.spec) for candidate in spec.candidates)
    if spec.own:
        weights = sum(parameters for _, _, _, parameters in spec.own.layers)
        shapes = [shape or () for _, _, shape, _ in spec.own.layers]
        answers = sum(math.prod(side or 1 for side in shape) for shape in shapes)
    else:
        weights = _dense_weights(spec, _convolutions(spec.blocks)[1])
        answers = sum(layer.units for layer in spec.hidden)
        side = NOMINAL_SIDE
        for block in spec.blocks:
            answers += side**2 * sum(block.filters)
            side //= 2
    numbers = COPIES_OF_WEIGHTS * weights + COPIES_OF_ANSWERS * answers * min(
        spec.batch_size or MOST_AT_ONCE, MOST_AT_ONCE
    )
    least = NUMPY_MIB if spec.engine == "numpy" else TENSORFLOW_MIB
    return float(least + numbers * BYTES_OF_A_NUMBER / 2**20)


def _dense_weights(spec: Spec, inputs: int) -> int:
    widths = [inputs, *(layer.units for layer in spec.hidden), spec.output.units]
    return sum(before * after for before, after in pairwise(widths))


def _convolutions(blocks: Sequence[ConvolutionBlock]) -> tuple[int, int]:
    """Multiplications of the blocks for an image, and how many numbers they leave of it."""
    products, side, channels = 0, NOMINAL_SIDE, 1
    for block in blocks:
        for filters in block.filters:
            products += side**2 * block.kernel_size**2 * channels * filters
            channels = filters
        side //= 2
    return products, side**2 * channels
