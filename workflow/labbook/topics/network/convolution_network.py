"""Draw a network with convolutions: what its layers are, in words, and where they stand."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import log2, prod

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from labbook.artifacts.experiment_plan import (
    ConfigurationPlan,
    ExperimentPlan,
    PlannedDataset,
    RunSettings,
)
from labbook.artifacts.summary import Summary
from labbook.errors import LabbookError
from labbook.figures import palette
from labbook.figures.style import FONT_SIZE, SEMIBOLD, SMALL_FONT_SIZE, TEXT_WIDTH_MM, wrap
from labbook.text.names import activation_name
from labbook.text.numbers import in_groups
from labbook.topics.network.dense_drawing import ARROW, FACES, LINE_MM, draw_word

# So many equal dense layers in a row are one stage.
_FEWEST_TOGETHER = 3


@dataclass(frozen=True)
class StageLayer:
    """One layer with weights; `kernel` is the side of a convolution's, None of a dense layer.

    shape: what it passes on, (height, width, channels) or (units,).
    """

    name: str
    shape: tuple[int, ...]
    activation: str
    parameters: int
    kernel: int | None = None
    dropout: float = 0.0


@dataclass(frozen=True)
class Stage:
    """One column of a drawing: the input, a block of convolutions, or equal dense layers.

    shape: what is passed on behind it, after pooling.
    """

    name: str
    shape: tuple[int, ...]
    layers: tuple[StageLayer, ...] = ()
    dropout: float = 0.0

    @property
    def is_block(self) -> bool:
        return any(layer.kernel for layer in self.layers)

    @property
    def parameters(self) -> int:
        return sum(layer.parameters for layer in self.layers)


@dataclass(frozen=True)
class StagedNetwork:
    """The configurations (labels) that have one network, stage by stage; what its outputs mean."""

    labels: tuple[str, ...]
    stages: tuple[Stage, ...]
    outcome: str

    @property
    def parameters(self) -> int:
        return sum(stage.parameters for stage in self.stages)


def staged_networks(plan: ExperimentPlan, summary: Summary) -> list[StagedNetwork]:
    """Each network of the plan once, in its order.

    Raises LabbookError where a configuration's number of parameters is not that of its layers.
    """
    totals = {
        configuration.name: configuration.parameters for configuration in summary.configurations
    }
    shape = plan.dataset.image_shape
    alike: dict[Hashable, list[ConfigurationPlan]] = {}
    for configuration in plan.configurations:
        settings = configuration.settings
        layers = (settings.blocks, settings.hidden, settings.output, settings.batch_normalization)
        alike.setdefault((layers, settings.task), []).append(configuration)
    networks = []
    for configurations in alike.values():
        settings = configurations[0].settings
        network = StagedNetwork(
            tuple(configuration.label for configuration in configurations),
            tuple(_stages(settings, shape)),
            _outcome(settings, plan.dataset),
        )
        for configuration in configurations:
            name = configuration.name
            if totals.get(name, network.parameters) != network.parameters:
                raise LabbookError(
                    f"The figure `network` counts {network.parameters} parameters in "
                    f"{name}, but its runs have {totals[name]}; leave the figure out."
                )
        networks.append(network)
    return networks


def stage_layers(settings: RunSettings, image_shape: tuple[int, ...]) -> list[StageLayer]:
    """All layers with weights, first to last: those of the stages."""
    return [layer for stage in _stages(settings, image_shape) for layer in stage.layers]


def _stages(settings: RunSettings, image_shape: tuple[int, ...]) -> Iterator[Stage]:
    height, width, channels = (*image_shape, 1)[:3]
    shape: tuple[int, ...] = (height, width, channels)
    yield Stage("Input", shape)
    blocks = settings.blocks
    for number, block in enumerate(blocks, start=1):
        kernel = block.kernel_size
        layers = []
        for place, filters in enumerate(block.filters, start=1):
            # A kernel sees all channels; each filter has a bias, or what normalizes it.
            weights = (kernel**2 * channels + settings.beside_kernel) * filters
            name = f"block {number} convolution {place}"
            full = (height, width, filters)
            rate = block.dropout if place == len(block.filters) else 0.0
            layers.append(StageLayer(name, full, block.activation, weights, kernel, rate))
            channels = filters
        height, width = height // 2, width // 2
        shape = (height, width, channels)
        name = f"Block {number}" if len(blocks) > 1 else "Block"
        yield Stage(name, shape, tuple(layers), block.dropout)
    yield from _dense_stages(settings, prod(shape))


def _dense_stages(settings: RunSettings, inputs: int) -> Iterator[Stage]:
    hidden, layers = settings.hidden, []
    described = zip(settings.dense, settings.beside_kernels, strict=True)
    for number, (dense, beside) in enumerate(described, start=1):
        units = dense.units
        name = "output" if number > len(hidden) else f"hidden {number}"
        weights = (inputs + beside) * units
        layers.append(StageLayer(name, (units,), dense.activation, weights, dropout=dense.dropout))
        inputs = units
    for _, group in groupby(
        layers[:-1], lambda layer: (layer.shape, layer.activation, layer.dropout)
    ):
        equal = tuple(group)
        if len(equal) >= _FEWEST_TOGETHER:
            yield Stage(f"{len(equal)} hidden layers", equal[-1].shape, equal, equal[-1].dropout)
            continue
        for layer in equal:
            title = "Hidden layer" if len(hidden) == 1 else layer.name.capitalize()
            yield Stage(title, layer.shape, (layer,), layer.dropout)
    yield Stage("Output", layers[-1].shape, (layers[-1],))


def shape_words(shape: tuple[int, ...]) -> str:
    """ "32 × 32 pixels", "16 × 16 × 64", "128 units"."""
    if len(shape) == 1:
        return f"{in_groups(shape[0])} unit{'' if shape[0] == 1 else 's'}"
    sides = " × ".join(map(str, shape[:2]))
    return f"{sides} pixels" if shape[2] == 1 else f"{sides} × {shape[2]}"


def stage_words(stage: Stage) -> list[str]:
    """What happens in a stage, line by line."""
    if not stage.layers:
        return []
    first = stage.layers[0]
    words = []
    if first.kernel:
        filters = " + ".join(str(layer.shape[2]) for layer in stage.layers)
        plural = "" if len(stage.layers) == 1 == first.shape[2] else "s"
        words += [f"{filters} filter{plural}", f"of {first.kernel} × {first.kernel}"]
    words.append(activation_name(first.activation))
    if first.kernel:
        words.append("max pooling")
    if stage.dropout:
        words.append(f"dropout {stage.dropout:g}")
    return words


def _outcome(settings: RunSettings, dataset: PlannedDataset) -> str:
    if settings.positive_class is not None:
        return f"{dataset.class_name(settings.positive_class)} or not"
    return f"{settings.output.units} classes"


_DRAWN_MM = 25.0
_LARGEST_SIDE_MM = 15.0  # of the input; the others are to its scale
_SMALLEST_SIDE_MM = 1.8
_LAYER_OFFSET_MM = 1.1
_BAR_WIDTH_MM = 3.0
_GAP_MM = 2.5


def stages_height(network: StagedNetwork) -> float:
    """Millimeters from the top of the heads to below the total."""
    heads, feet = _words(network)
    return (max(map(len, heads)) + max(map(len, feet)) + 1) * LINE_MM + _DRAWN_MM + 5.0


def draw_stages(ax: Axes, top: float, network: StagedNetwork) -> None:
    """Draw downwards from `top`; the axes' units are millimeters, upwards."""
    heads, feet = _words(network)
    middle = top - max(map(len, heads)) * LINE_MM - 1.5 - _DRAWN_MM / 2
    foot_top = middle - _DRAWN_MM / 2 - 1.5
    input_side = max(network.stages[0].shape[:2])
    most_units = max(stage.shape[0] for stage in network.stages if len(stage.shape) == 1)
    ends: list[tuple[float, float]] = []
    for place, stage in enumerate(network.stages):
        center = (place + 0.5) * TEXT_WIDTH_MM / len(network.stages)
        if len(stage.shape) == 3:
            half = _maps(ax, stage, center, middle, _LARGEST_SIDE_MM / input_side)
        else:
            half = _bar(ax, stage, center, middle, most_units)
        ends.append((center - half, center + half))
        for number, line in enumerate(heads[place]):
            weight = SEMIBOLD if number == 0 else 400
            draw_word(ax, center, top - number * LINE_MM, line, FONT_SIZE, weight)
        for number, line in enumerate(feet[place]):
            draw_word(ax, center, foot_top - number * LINE_MM, line, SMALL_FONT_SIZE, 400)
    for (_, left), (right, _) in pairwise(ends):
        ax.annotate(
            "",
            (right - 1.2, middle),
            (left + 1.2, middle),
            arrowprops={**ARROW, "linewidth": 0.7},
        )
    total = f"{in_groups(network.parameters)} parameters in total; {network.outcome}"
    lowest = foot_top - max(map(len, feet)) * LINE_MM - 1.0
    draw_word(ax, TEXT_WIDTH_MM / 2, lowest, total, FONT_SIZE, SEMIBOLD)


def _words(network: StagedNetwork) -> tuple[list[list[str]], list[list[str]]]:
    """The lines above each stage and below it."""
    width = TEXT_WIDTH_MM / len(network.stages) - _GAP_MM
    return (
        [_head(stage, width) for stage in network.stages],
        [_foot(stage, width) for stage in network.stages],
    )


def _head(stage: Stage, width: float) -> list[str]:
    words = [stage.name, shape_words(stage.shape) + (" each" if _many(stage) else "")]
    return [line for text in words for line in wrap(text, width, FONT_SIZE, SEMIBOLD)]


def _foot(stage: Stage, width: float) -> list[str]:
    words = stage_words(stage)
    if stage.layers:
        words.append(f"{in_groups(stage.parameters)} parameters")
    return [line for text in words for line in wrap(text, width, SMALL_FONT_SIZE)]


def _many(stage: Stage) -> bool:
    return len(stage.layers) > 1 and not stage.is_block


def _maps(ax: Axes, stage: Stage, center: float, middle: float, scale: float) -> float:
    """A square for each of up to five channels, behind one another; half the width of all."""
    height, width = (max(side * scale, _SMALLEST_SIDE_MM) for side in stage.shape[:2])
    count = min(stage.shape[2], 5)
    shift = (count - 1) * _LAYER_OFFSET_MM / 2
    for layer in reversed(range(count)):
        offset = layer * _LAYER_OFFSET_MM - shift
        color = FACES.get(stage.name, palette.CONVOLUTION_BLOCK)
        _box(ax, center + offset, middle + offset, width, height, color)
    return width / 2 + shift


def _bar(ax: Axes, stage: Stage, center: float, middle: float, most: int) -> float:
    """As high as the logarithm of its units; half its width."""
    height = _DRAWN_MM * max(0.25, log2(stage.shape[0] + 1) / log2(most + 1)) * 0.85
    shifts = [-_BAR_WIDTH_MM, 0.0, _BAR_WIDTH_MM] if _many(stage) else [0.0]
    for shift in shifts:
        color = FACES.get(stage.name, palette.HIDDEN_LAYER)
        _box(ax, center + 1.3 * shift, middle, _BAR_WIDTH_MM, height, color)
    return _BAR_WIDTH_MM / 2 + 1.3 * shifts[-1]


def _box(ax: Axes, center: float, middle: float, width: float, height: float, color: str) -> None:
    ax.add_patch(
        Rectangle(
            (center - width / 2, middle - height / 2),
            width,
            height,
            facecolor=color,
            edgecolor=palette.INK,
            linewidth=0.6,
            zorder=3,
        )
    )
