"""Describe a network in one line, from its settings."""

from itertools import groupby, pairwise

from markupsafe import Markup

from labbook.artifacts.experiment_plan import RunSettings
from labbook.artifacts.spec import ConvolutionBlock, HiddenLayer
from labbook.report.numbers import integer
from labbook.report.wording import value_text
from labbook.text.names import activation_name
from labbook.text.rounding import SPACE

ARROW = " → "
# From this number on, equal layers in a row are counted instead of listed.
FEWEST_COUNTED = 4


def input_size(settings: RunSettings, parameters: int) -> int | None:
    """The number of inputs of a network of dense layers with biases, from its parameter count.

    With sizes n_0, n_1, ... the count is the sum of (n_i + 1) n_(i+1). It is None for other
    networks, or if no whole number n_0 gives this count.
    """
    if settings.model != "mlp":
        return None
    units = [layer.units for layer in settings.dense]
    behind_first = sum((size + 1) * following for size, following in pairwise(units))
    inputs, remainder = divmod(parameters - behind_first, units[0])
    return inputs - 1 if remainder == 0 and inputs > 1 else None


def layer_text(layer: HiddenLayer) -> str:
    """`64 ReLU`, followed by the dropout if the layer has one."""
    rate = f" (dropout {value_text('dropout', layer.dropout)})" if layer.dropout else ""
    return f"{integer(layer.units)}{SPACE}{activation_name(layer.activation)}{rate}"


def blocks_text(settings: RunSettings) -> str:
    """`32 + 32 filters of 3 × 3 (ReLU), max pooling, dropout 0.25 → …`, or `none`."""
    return ARROW.join(map(_block_text, settings.blocks)) or "none"


def _block_text(block: ConvolutionBlock) -> str:
    counts, size = list(map(integer, block.filters)), integer(block.kernel_size)
    noun = "filter" if block.filters == (1,) else "filters"
    filters = f"{f'{SPACE}+{SPACE}'.join(counts)}{SPACE}{noun} of {size}{SPACE}×{SPACE}{size}"
    rate = f", dropout {value_text('dropout', block.dropout)}" if block.dropout else ""
    return f"{filters} ({activation_name(block.activation)}), max pooling{rate}"


def hidden_text(settings: RunSettings) -> str:
    """The hidden layers from first to last, or `none`."""
    return ARROW.join(_hidden_texts(settings)) or "none"


def _hidden_texts(settings: RunSettings) -> list[str]:
    """A text for each hidden layer, or one for many equal layers: `39 layers of 32 ReLU`."""
    texts = []
    for text, equal in groupby(layer_text(layer) for layer in settings.hidden):
        count = len(list(equal))
        counted = [f"{integer(count)}{SPACE}layers of {text}"]
        texts += counted if count >= FEWEST_COUNTED else [text] * count
    return texts


def network_text(settings: RunSettings, parameters: int | None) -> Markup:
    """`784 → 64 ReLU → 10 softmax`; the inputs are left out if they are unknown."""
    inputs = None if parameters is None else input_size(settings, parameters)
    blocks = [_block_text(block) for block in settings.blocks]
    layers = [*blocks, *_hidden_texts(settings), layer_text(settings.dense[-1])]
    front = [] if inputs is None else [integer(inputs)]
    return Markup("{}").format(ARROW.join([*front, *layers]))
