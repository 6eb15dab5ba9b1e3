"""figures.json: the figures of an experiment, with their words, in the order of the report."""

from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.typed_json import read_typed, write_typed


@dataclass(frozen=True)
class FigureEntry:
    """One figure: `file` lies beside the index, `alt` is the text for readers who cannot see it."""

    kind: str
    file: str
    title: str
    caption: str
    alt: str


def write_figure_index(path: Path, entries: list[FigureEntry]) -> None:
    write_typed(path, entries)


def read_figure_index(path: Path) -> list[FigureEntry]:
    """Read an index; raises LabbookError naming the file if it is missing or broken."""
    return read_typed(path, list[FigureEntry])
