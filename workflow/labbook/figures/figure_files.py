"""Figures as files: an SVG and a CSV for each kind, and an index of those in the report."""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

from labbook.artifacts.atomic import write_text
from labbook.artifacts.figure_index import FigureEntry, write_figure_index
from labbook.figures.illustration import Illustration
from labbook.figures.style import drawing_style
from labbook.figures.svg import figure_to_svg


def write_figures(index: Path, kinds: Mapping[str, Callable[[], Illustration]]) -> None:
    """Draw each kind, by its name, in our style, beside `index`, which has those of a report."""
    folder = index.parent
    entries = []
    for kind, illustrate in kinds.items():
        with drawing_style():
            illustration = illustrate()
            svg = figure_to_svg(illustration.figure)
        write_text(folder / f"{kind}.svg", svg)
        write_text(folder / f"{kind}.csv", _csv(illustration.table))
        if illustration.in_report:
            entries.append(
                FigureEntry(
                    kind,
                    f"{kind}.svg",
                    illustration.title,
                    illustration.caption,
                    illustration.alternative,
                )
            )
    write_figure_index(index, entries)


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
