"""Figure kind `feature_maps_<place>`: what every filter answers to one test image."""

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from labbook.figures import palette
from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.figures.style import TEXT_WIDTH_MM, new_figure, page_axes
from labbook.text.numbers import in_groups, significant
from labbook.topics.feature_maps.feature_map_files import (
    FeatureMaps,
    FeatureMapStatistics,
    ShownImage,
)
from labbook.topics.feature_maps.map_statistics import SILENT_BELOW
from labbook.topics.feature_maps.tiles import (
    SIDE_MM,
    TITLE_MM,
    Scale,
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


@dataclass(frozen=True)
class _Layer:
    """What a convolution answers to the image: `answers` (height, width, maps), and which of its
    maps are `silent` (maps,); `name` is e.g. "Convolution 1".
    """

    name: str
    answers: np.ndarray
    silent: np.ndarray
    tiles: TileRows

    @property
    def n_maps(self) -> int:
        return int(self.answers.shape[2])

    @property
    def largest(self) -> float:
        return float(np.abs(self.answers).max())

    @property
    def is_signed(self) -> bool:
        return bool(self.answers.min() < 0)

    @property
    def scale(self) -> Scale:
        """From zero to the largest value, or, with negative ones, as far on both sides."""
        # Where all values are zero, any scale shows them so.
        most = self.largest or 1.0
        if self.is_signed:
            return palette.SIGNED, -most, most
        return palette.INK_ON_PAPER, 0.0, most

    @property
    def scale_in_words(self) -> str:
        if not self.largest:
            return "all zero"
        most = significant(self.largest)
        if self.is_signed:
            least = significant(-self.largest)
            return f"from {least} ({palette.NEGATIVE_WORD}) to {most} ({palette.POSITIVE_WORD})"
        return f"from 0 (white) to {most} (black)"

    @property
    def size_in_words(self) -> str:
        """`32 maps of 28 × 28 pixels`."""
        height, width, n_maps = self.answers.shape
        noun = "map" if n_maps == 1 else "maps"
        pixels = "pixel" if height == width == 1 else "pixels"
        return f"{in_groups(n_maps)} {noun} of {height} × {width} {pixels}"


def illustrate_maps(
    place: int, statistics: FeatureMapStatistics, maps: FeatureMaps, label: str
) -> Illustration:
    """The finished figure of one of the images; call it inside `drawing_style`."""
    if statistics.shown is None or place >= len(statistics.images):
        why = f"no further {statistics.noun} was asked for" if statistics.shown else NO_RUN
        return nothing_drawn(TITLE, TITLE, why, [], HEADER, in_report=False)
    image, pixels = statistics.images[place], maps.images[place]
    below = TITLE_MM + _IMAGE_MM * pixels.shape[0] / pixels.shape[1] + 0.6
    groups = [(layer.n_maps, layer.height / layer.width) for layer in statistics.layers]
    grid = tile_grid(groups, below)
    layers = []
    for number, (answers, recorded, tiles) in enumerate(
        zip(maps.layers, statistics.shown.layers, grid, strict=True), start=1
    ):
        of_image = answers[place]
        silent = np.abs(of_image).max(axis=(0, 1)) <= SILENT_BELOW * recorded.largest
        layers.append(_Layer(f"Convolution {number}", of_image, silent, tiles))
    return Illustration(
        _draw(pixels, layers),
        _table(layers),
        f"Feature maps of {_a(image.called)}",
        _caption(f"{label} (seed {statistics.shown.seed})", image, statistics.noun, layers),
        _alternative(image, layers),
    )


def _draw(image: np.ndarray, layers: list[_Layer]) -> Figure:
    height = layers[-1].tiles.bottom + _MARGIN_MM
    figure = new_figure(TEXT_WIDTH_MM, height)
    ax = page_axes(figure, TEXT_WIDTH_MM, height)
    rows, columns, *channels = image.shape
    in_channels = f", {channels[0]} channels" if channels else ""
    draw_title(ax, 0.0, "Input", f"{rows} × {columns} pixels{in_channels}")
    draw_image(ax, image, (SIDE_MM, TITLE_MM, _IMAGE_MM, _IMAGE_MM * rows / columns))
    for layer in layers:
        tiles, words = layer.tiles, layer.size_in_words
        if tiles.n_shown < layer.n_maps:
            words += f", of which the first {tiles.n_shown} are drawn"
        draw_title(ax, tiles.top, layer.name, f"{words}; {layer.scale_in_words}")
        draw_tiles(ax, layer.answers, tiles, layer.scale)
    return figure


def _table(layers: list[_Layer]) -> list[list[str]]:
    """A row for each map, drawn or not; layers and maps count from 1."""
    rows = [HEADER]
    for place, layer in enumerate(layers, start=1):
        for number in range(layer.n_maps):
            pixels = layer.answers[:, :, number]
            cells = (pixels.mean(dtype=np.float64), pixels.max(), np.mean(pixels == 0))
            numbers = [repr(float(cell)) for cell in cells]
            is_silent = "yes" if layer.silent[number] else "no"
            rows.append([str(place), str(number + 1), *numbers, is_silent])
    return rows


def _caption(run: str, image: ShownImage, noun: str, layers: list[_Layer]) -> str:
    which = (
        "the first that it answers right"
        if image.is_right
        else f"the first of its {noun}, none of which it answers right"
    )
    silent = sum(int(np.count_nonzero(layer.silent)) for layer in layers)
    scale = "Each layer has one scale" if len(layers) > 1 else "There is one scale"
    parts = [
        f"What the filters of {run} answer to {_a(image.called)}, "
        f"{which} (place {image.row} among the test images, counted from 0). Each tile is the map "
        "of one filter, after the activation, in the order of the filters.",
        f"{scale}, up to its largest value for this image: a silent map is all white "
        f"({f'{in_groups(silent)}' if silent else 'none'} here), and a faint one nearly so.",
    ]
    if any(layer.tiles.n_shown < layer.n_maps for layer in layers):
        parts.append("Not all maps have room.")
    return " ".join(parts)


def _alternative(image: ShownImage, layers: list[_Layer]) -> str:
    parts = [f"A test image of {_a(image.called)}, and below it rows of small maps for each layer."]
    for layer in layers:
        silent = int(np.count_nonzero(layer.silent)) or "none"
        words = f"{layer.size_in_words}, {silent} silent, {layer.scale_in_words}"
        parts.append(f"{layer.name}: {words}.")
    return " ".join(parts)


def _a(name: str) -> str:
    """`a 3`, `an 8`, `an Ankle boot`."""
    begins_with_vowel = name[0].lower() in "aeio8" or name in ("11", "18")
    return f"an {name}" if begins_with_vowel else f"a {name}"
