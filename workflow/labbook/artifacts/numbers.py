r"""numbers.json and numbers.tex: what a report prints of its configurations, by names that stay.

In LaTeX, `\input{numbers.tex}` brings `\labbook{optimizers.Adam.test_accuracy}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.atomic import write_text
from labbook.artifacts.typed_json import read_typed, write_typed


@dataclass(frozen=True)
class Number:
    """A mean over runs, in `unit` ("" for none); `spread`: the standard deviation (n - 1) over `n`.

    `text` as the report prints it, `latex` the same for math mode; `runs`: keys.
    """

    value: float | None
    spread: float | None
    n: int
    unit: str
    text: str
    latex: str
    runs: tuple[str, ...]


@dataclass(frozen=True)
class LabNumbers:
    """`numbers` by `<experiment>.<configuration>.<metric>`."""

    lab: str
    numbers: dict[str, Number]


# A name that there is not ends the run of LaTeX with an error, and prints no blank.
_MACRO = r"""\newcommand{\labbook}[1]{\ifcsname labbook:#1\endcsname
\ensuremath{\csname labbook:#1\endcsname}\else\errmessage{no number #1}\fi}
"""


def write_numbers(path: Path, numbers: LabNumbers) -> None:
    write_typed(path, numbers)


def read_numbers(path: Path) -> LabNumbers:
    """Raises LabbookError naming the file if it is missing or not whole."""
    return read_typed(path, LabNumbers)


def write_numbers_for_latex(path: Path, numbers: Mapping[str, Number]) -> None:
    lines = [
        rf"\expandafter\def\csname labbook:{name}\endcsname{{{number.latex}}}"
        for name, number in numbers.items()
    ]
    write_text(path, _MACRO + "\n".join(lines) + "\n")
