"""figures.json: the figures of an experiment, with their words, in the order of the report."""

from dataclasses import asdict, dataclass
from pathlib import Path

from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError


@dataclass(frozen=True)
class FigureEntry:
    """One figure: `file` lies beside the index, `alt` takes the figure's place for the blind."""

    kind: str
    file: str
    title: str
    caption: str
    alt: str


def write_figure_index(path: Path, entries: list[FigureEntry]) -> None:
    write_json(path, [asdict(entry) for entry in entries])


def read_figure_index(path: Path) -> list[FigureEntry]:
    """Read an index; raises LabbookError naming the file if it is missing or broken."""
    try:
        return [FigureEntry(**entry) for entry in read_json(path)]
    except TypeError:
        raise LabbookError(
            f"{path} is not an index of figures; delete it and build again."
        ) from None
