"""Figure kind `feature_maps_<place>`: what every filter answers to one test image."""

import numpy as np
from matplotlib.figure import Figure

from labbook.figures import palette
from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.figures.style import TEXT_WIDTH_MM, new_figure, page_axes
from labbook.text.numbers import significant
from labbook.topics.feature_maps.feature_map_files import (
    ConvolutionLayer,
    FeatureMaps,
    FeatureMapStatistics,
    RunMaps,
    ShownImage,
)
from labbook.topics.feature_maps.map_statistics import SILENT_BELOW
from labbook.topics.feature_maps.tiles import (
    SIDE_MM,
    TITLE_MM,
    TileRows,
    draw_image,
    draw_tiles,
    draw_title,
    tile_grid,
)

TITLE = "Feature maps"
HEADER = ["layer", "map", "mean", "max", "share_of_zeros", "is_silent"]
_IMAGE_MM = 18.0
_MARGIN_MM = 0.4


def illustrate_maps(
    place: int, statistics: FeatureMapStatistics, maps: FeatureMaps, label: str
) -> Illustration:
    """The finished figure of one of the images; call it inside `drawing_style`."""
    if statistics.shown is None or place >= len(statistics.images):
        why = "no further digit was asked for" if statistics.shown else NO_RUN
        return nothing_drawn(TITLE, TITLE, why, [], HEADER, in_report=False)
    shown, image = statistics.shown, statistics.images[place]
    layers = [layer[place] for layer in maps.layers]
    groups = [(layer.n_maps, layer.height / layer.width) for layer in statistics.layers]
    below = TITLE_MM + _IMAGE_MM * maps.images.shape[1] / maps.images.shape[2] + 0.6
    grid = tile_grid(groups, below)
    return Illustration(
        _draw(statistics, maps.images[place], layers, grid),
        _table(layers, shown),
        f"Feature maps of {_a_digit(image.digit)}",
        _caption(statistics, shown, image, layers, grid, label),
        _alternative(statistics, shown, image, layers),
    )


def _draw(
    statistics: FeatureMapStatistics,
    image: np.ndarray,
    layers: list[np.ndarray],
    grid: list[TileRows],
) -> Figure:
    height = grid[-1].bottom + _MARGIN_MM
    figure = new_figure(TEXT_WIDTH_MM, height)
    ax = page_axes(figure, TEXT_WIDTH_MM, height)
    rows, columns, *channels = image.shape
    in_channels = f", {channels[0]} channels" if channels else ""
    draw_title(ax, 0.0, "Input", f"{rows} × {columns} pixels{in_channels}")
    draw_image(ax, image, (SIDE_MM, TITLE_MM, _IMAGE_MM, _IMAGE_MM * rows / columns))
    for place, (layer, answers, tiles) in enumerate(
        zip(statistics.layers, layers, grid, strict=True)
    ):
        lowest, highest = _bounds(answers)
        words = _maps_in_words(layer)
        if tiles.n_shown < layer.n_maps:
            words += f", of which the first {tiles.n_shown} are drawn"
        draw_title(ax, tiles.top, _layer_name(place), f"{words}; {_scale_in_words(answers)}")
        # All are zero: any scale shows them so.
        scale = (lowest, highest) if highest > lowest else (0.0, 1.0)
        draw_tiles(
            ax,
            [answers[:, :, number] for number in range(tiles.n_shown)],
            [(*tiles.tile(number), tiles.width, tiles.height) for number in range(tiles.n_shown)],
            (_colors(answers), *scale),
        )
    return figure


def _bounds(answers: np.ndarray) -> tuple[float, float]:
    """From zero to the layer's largest value, or, with negative ones, as far on both sides."""
    most = float(np.abs(answers).max())
    return (-most if _is_signed(answers) else 0.0), most


def _is_signed(answers: np.ndarray) -> bool:
    return bool(answers.min() < 0)


def _colors(answers: np.ndarray) -> str:
    return palette.SIGNED if _is_signed(answers) else palette.INK_ON_PAPER


def _scale_in_words(answers: np.ndarray) -> str:
    _, most = _bounds(answers)
    if not most:
        return "all zero"
    if _is_signed(answers):
        negative, positive = palette.NEGATIVE_WORD, palette.POSITIVE_WORD
        return f"from {significant(-most)} ({negative}) to {significant(most)} ({positive})"
    return f"from 0 (white) to {significant(most)} (black)"


def _silent(answers: np.ndarray, largest: float) -> np.ndarray:
    """Which maps of one layer are silent, (maps,) bool, as the statistics have it."""
    return np.asarray(np.abs(answers).max(axis=(0, 1)) <= SILENT_BELOW * largest, dtype=bool)


def _table(layers: list[np.ndarray], shown: RunMaps) -> list[list[str]]:
    """A row for each map, drawn or not; layers and maps count from 1."""
    rows = [HEADER]
    for place, (answers, recorded) in enumerate(zip(layers, shown.layers, strict=True)):
        silent = _silent(answers, recorded.largest)
        for number in range(answers.shape[2]):
            pixels = answers[:, :, number]
            cells = (pixels.mean(dtype=np.float64), pixels.max(), np.mean(pixels == 0))
            numbers = [repr(float(cell)) for cell in cells]
            rows.append(
                [str(place + 1), str(number + 1), *numbers, "yes" if silent[number] else "no"]
            )
    return rows


def _caption(
    statistics: FeatureMapStatistics,
    shown: RunMaps,
    image: ShownImage,
    layers: list[np.ndarray],
    grid: list[TileRows],
    label: str,
) -> str:
    which = (
        "the first that it answers right"
        if image.is_right
        else "the first of its digit, none of which it answers right"
    )
    parts = [
        f"What the filters of {label} (seed {shown.seed}) answer to {_a_digit(image.digit)}, "
        f"{which} (place {image.row} among the test images, counted from 0). Each tile is the map "
        "of one filter, after the activation, in the order of the filters."
    ]
    silent = sum(
        int(np.count_nonzero(_silent(answers, recorded.largest)))
        for answers, recorded in zip(layers, shown.layers, strict=True)
    )
    scale = "Each layer has one scale" if len(layers) > 1 else "There is one scale"
    parts.append(
        f"{scale}, up to its largest value for this image: a silent map is all white "
        f"({f'{silent:,}' if silent else 'none'} here), and a faint one nearly so."
    )
    if any(
        tiles.n_shown < layer.n_maps for tiles, layer in zip(grid, statistics.layers, strict=True)
    ):
        parts.append("Not all maps have room.")
    return " ".join(parts)


def _alternative(
    statistics: FeatureMapStatistics,
    shown: RunMaps,
    image: ShownImage,
    layers: list[np.ndarray],
) -> str:
    parts = [
        f"A test image of {_a_digit(image.digit)}, and below it rows of small maps for each layer."
    ]
    for place, (layer, answers, recorded) in enumerate(
        zip(statistics.layers, layers, shown.layers, strict=True)
    ):
        silent = int(np.count_nonzero(_silent(answers, recorded.largest)))
        parts.append(
            f"{_layer_name(place)}: {_maps_in_words(layer)}, {silent or 'none'} silent, "
            f"{_scale_in_words(answers)}."
        )
    return " ".join(parts)


def _a_digit(digit: int) -> str:
    """`a 3`, `an 8`."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def _layer_name(place: int) -> str:
    """`Convolution 1` of the first."""
    return f"Convolution {place + 1}"


def _maps_in_words(layer: ConvolutionLayer) -> str:
    """`32 maps of 28 × 28 pixels`."""
    noun = "map" if layer.n_maps == 1 else "maps"
    pixels = "pixel" if layer.height == layer.width == 1 else "pixels"
    return f"{layer.n_maps:,} {noun} of {layer.height} × {layer.width} {pixels}"
