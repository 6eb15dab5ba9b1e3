"""What of a finished build is kept to be compared."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from labbook.artifacts.json_file import read_json
from labbook.artifacts.kept_build import KeptBuild, KeptLab, KeptNumber, flat
from labbook.artifacts.numbers import read_numbers
from labbook.difference.statements import statements_of


def finished_build(
    config: Mapping[str, Any],
    data: Mapping[str, str],
    trainings: Iterable[tuple[Mapping[str, str], Mapping[str, str]]],
    orders: Iterable[str],
    labs: Mapping[str, tuple[Path, Mapping[str, str]]],
) -> KeptBuild:
    """`trainings`: code and versions of each kind of training; `orders`: files of the other jobs'
    orders; `labs`: the folder of each lab that is up to date, and the keys of its runs.
    """
    code: dict[str, str] = {}
    versions: dict[str, str] = {}
    for of_training in trainings:
        code |= of_training[0]
        versions |= of_training[1]
    for path in orders:
        order = read_json(Path(path))["order"]
        code |= order["code"] | order["project"]
        versions |= order["versions"]
    return KeptBuild(
        config=flat(config),
        data=dict(data),
        code=dict(sorted(code.items())),
        versions=dict(sorted(versions.items())),
        labs={lab: _lab(folder, runs) for lab, (folder, runs) in labs.items()},
    )


def _lab(folder: Path, runs: Mapping[str, str]) -> KeptLab:
    numbers = read_numbers(folder / "numbers.json").numbers
    page = (folder / "report.html").read_text(encoding="utf-8")
    return KeptLab(
        runs=dict(runs),
        numbers={
            name: KeptNumber(number.value, number.spread, number.n, number.text)
            for name, number in numbers.items()
        },
        statements=statements_of(page),
    )
