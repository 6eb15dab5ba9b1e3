"""Where the tiles of several layers stand on the page: rows of equal tiles below a title each."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from labbook.figures.style import TEXT_WIDTH_MM

GAP_MM = 0.7
SIDE_MM = 0.2  # half of a frame
TITLE_MM = 5.4  # a line of words, and the room above it
# The first number of tiles in a row with which the figure and its caption fit on a page.
_COLUMNS = (16, 20, 24, 32, 40, 48)
_TALLEST_MM = 200.0


@dataclass(frozen=True)
class TileRows:
    """A group of tiles in millimeters: its title stands at `top`, the first row below it.

    `n_shown` of its tiles have room.
    """

    top: float
    n_shown: int
    n_columns: int
    width: float
    height: float

    def tile(self, place: int) -> tuple[float, float]:
        """The upper left corner of a tile, counted from 0."""
        row, column = divmod(place, self.n_columns)
        left = SIDE_MM + column * (self.width + GAP_MM)
        return left, self.top + TITLE_MM + row * (self.height + GAP_MM)

    @property
    def bottom(self) -> float:
        rows = math.ceil(self.n_shown / self.n_columns)
        return self.top + TITLE_MM + rows * (self.height + GAP_MM)


def tile_grid(groups: Sequence[tuple[int, float]], top: float) -> list[TileRows]:
    """Below `top` millimeters, a group for each number of tiles with their height to width.

    Where even the smallest tiles are too many for a page, each group shows as many of its rows as
    all others do.
    """
    for n_columns in _COLUMNS:
        laid = _laid(groups, top, n_columns, None)
        if not laid or laid[-1].bottom <= _TALLEST_MM:
            return laid
    most_rows = max(math.ceil(count / _COLUMNS[-1]) for count, _ in groups)
    for rows in range(most_rows - 1, 0, -1):
        laid = _laid(groups, top, _COLUMNS[-1], rows)
        if laid[-1].bottom <= _TALLEST_MM:
            break
    return laid


def _laid(
    groups: Sequence[tuple[int, float]], top: float, n_columns: int, most_rows: int | None
) -> list[TileRows]:
    width = (TEXT_WIDTH_MM - 2 * SIDE_MM + GAP_MM) / n_columns - GAP_MM
    laid = []
    for count, shape in groups:
        n_shown = count if most_rows is None else min(count, most_rows * n_columns)
        laid.append(TileRows(top, n_shown, n_columns, width, width * shape))
        top = laid[-1].bottom
    return laid
