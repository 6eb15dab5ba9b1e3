"""Draw the accuracy of an experiment over what it sweeps."""

from functools import partial
from pathlib import Path

from labbook.artifacts.summary import read_summary
from labbook.figures.figure_files import write_figures
from labbook.topics.sweep.landscape_figure import illustrate_landscape


def make(*, plan: Path, summary: Path, index: Path, choice: Path | None = None) -> None:
    """Read summary.json, which has all that is drawn; write the figure and the index."""
    write_figures(index, {"landscape": partial(illustrate_landscape, read_summary(summary))})
