"""What every figure kind hands over to be written."""

from dataclasses import dataclass

from matplotlib.figure import Figure


@dataclass(frozen=True)
class Illustration:
    """A drawn figure, the data it shows as rows of text, and its words.

    `table` begins with the column names. `caption` stands below the figure, `alternative` takes
    its place for those who cannot see it. `in_report`: whether a report has a place for it.
    """

    figure: Figure
    table: list[list[str]]
    title: str
    caption: str
    alternative: str
    in_report: bool = True
