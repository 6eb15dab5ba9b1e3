"""Draw a network with convolutions: a stack of feature maps for each block, a bar a dense layer."""

from itertools import pairwise
from math import log2

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from labbook.figures import palette
from labbook.figures.lettering import wrap
from labbook.figures.style import FONT_SIZE, SEMIBOLD, SMALL_FONT_SIZE, TEXT_WIDTH_MM
from labbook.topics.network.convolution_layers import Stage, StagedNetwork, shape_words, stage_words
from labbook.topics.network.dense_drawing import ARROW, FACES, LINE_MM, draw_word

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
    total = f"{network.parameters:,} parameters in total; {network.outcome}"
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
        words.append(f"{stage.parameters:,} parameters")
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
