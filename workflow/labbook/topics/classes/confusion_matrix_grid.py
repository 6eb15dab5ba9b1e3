"""Where the cells of a confusion matrix and the names of its classes stand on the page."""

from dataclasses import dataclass

from labbook.figures.lettering import text_width_mm, wrap
from labbook.figures.style import FONT_SIZE, TEXT_WIDTH_MM

LINE_MM = 3.3  # from one line of a name to the next
NAME_GAP_MM = 1.6  # between a name and the cells
TOTAL_GAP_MM = 2.0  # between the cells and their totals
TOTAL_MM = 15.0  # the column of totals
TOTAL_ROW_MM = 6.0
_TITLE_MM = 5.0  # the title of either axis
_LONGEST_NAME_MM = 32.0
_WIDEST_CELL_MM = 22.0
_CELL_SHAPE = 0.58  # height to width
_LOWEST_CELL_MM = 7.2  # a count above a percentage
_LEGEND_MM = 7.5


@dataclass(frozen=True)
class ConfusionGrid:
    """Millimeters from the upper left corner of the figure, which is as wide as the text.

    `names` are those of the classes, each in lines; `upright`: those above the columns, which do
    not fit there in a line, are turned.
    """

    height: float
    left: float
    top: float
    cell_width: float
    cell_height: float
    names: tuple[tuple[str, ...], ...]
    upright: bool

    @property
    def right(self) -> float:
        return self.left + self.cell_width * len(self.names)

    @property
    def bottom(self) -> float:
        return self.top + self.cell_height * len(self.names)


def confusion_grid(classes: tuple[str, ...]) -> ConfusionGrid:
    """Lay it out for at least one class."""
    names = tuple(tuple(wrap(name, _LONGEST_NAME_MM, FONT_SIZE)) for name in classes)
    longest = max(text_width_mm(line, FONT_SIZE) for name in names for line in name)
    left = _TITLE_MM + longest + NAME_GAP_MM
    room = TEXT_WIDTH_MM - left - TOTAL_GAP_MM - TOTAL_MM
    width = min(room / len(classes), _WIDEST_CELL_MM)
    most_lines = max(map(len, names))
    height = max(_CELL_SHAPE * width, _LOWEST_CELL_MM, LINE_MM * most_lines + 1.0)
    upright = most_lines > 1 or longest > width - 1.0
    top = _TITLE_MM + NAME_GAP_MM + (longest if upright else LINE_MM)
    below = TOTAL_GAP_MM + TOTAL_ROW_MM + _LEGEND_MM
    total = top + height * len(classes) + below
    return ConfusionGrid(total, left, top, width, height, names, upright)
