"""What must hold in a results folder at any moment, whatever was killed."""

import csv
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdf

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.seal import FILE_NAME as SEAL
from labbook.artifacts.seal import read_seal

# Of one training; the others of a run are the same whenever it is trained.
OBSERVED = {"timing.json", SEAL}
# Arrays that are empty in the data for the trials of a search, and in what these predict.
OF_TEST_IMAGES = {"test_images", "test_labels", "probabilities", "labels"}


def faults(folder: Path) -> list[str]:
    """Everything under its final name that is not whole; empty for a folder as it should be."""
    return [
        *(fault for run in run_directories(folder) for fault in run_faults(run)),
        *(fault for file in finished_files(folder) for fault in _file_faults(file)),
    ]


def run_directories(folder: Path) -> list[Path]:
    """Those with the name of a run. Empty ones are Snakemake's, which makes them before the job."""
    found = sorted((folder / "results" / "runs").glob("*/*/*"))
    return [path for path in found if not path.name.endswith(".partial") and any(path.iterdir())]


def run_faults(run: Path) -> list[str]:
    """A directory with the name of a run is sealed, and its files are those that were sealed."""
    try:
        recorded = json.loads((run / "provenance.json").read_text("utf-8"))["files"]
        return [
            f"{run / name} is not what was sealed"
            for name, digest in {**recorded, **read_seal(run)}.items()
            if sha256_file(run / name) != digest
        ]
    except Exception as error:
        return [f"{run} is not whole: {error!r}"]


def finished_files(folder: Path) -> list[Path]:
    """All that a build has left but logs, its lock, and what it was writing when it was killed."""
    results = folder / "results"
    return [
        path
        for path in sorted(results.rglob("*"))
        if path.is_file()
        and not path.name.startswith(("build.lock", "build.turn."))
        and not any(part.endswith(".partial") for part in path.parts)
        and path.relative_to(results).parts[0] != "logs"
    ]


def derived_files(folder: Path) -> dict[str, bytes]:
    """By path in the results folder: the dataset, and what is made of the runs."""
    results = folder / "results"
    others = {"runs", "stages", "plans", "builds", "attempts"}
    return {
        path.relative_to(results).as_posix(): path.read_bytes()
        for path in finished_files(folder)
        if path.relative_to(results).parts[0] not in others
    }


def repeatable_files(folder: Path) -> dict[str, bytes]:
    """By path: the files of runs that another training of the same run leaves alike."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for run in run_directories(folder)
        for path in sorted(run.iterdir())
        if path.name not in OBSERVED
    }


def _file_faults(file: Path) -> list[str]:
    try:
        _READERS.get(file.suffix, Path.read_bytes)(file)
    except Exception as error:
        return [f"{file} cannot be read: {error!r}"]
    return []


def _read_json(file: Path) -> None:
    json.loads(file.read_text("utf-8"))


def _read_arrays(file: Path) -> None:
    with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        for name in arrays.files:
            assert arrays[name].size or name in OF_TEST_IMAGES, name


def _read_table(file: Path) -> None:
    text = file.read_text("utf-8")
    assert text.endswith("\n")
    rows = list(csv.reader(text.splitlines()))
    assert len({len(row) for row in rows}) == 1, "rows differ in length"


def _read_drawing(file: Path) -> None:
    ElementTree.parse(file)


def _read_page(file: Path) -> None:
    assert file.read_text("utf-8").rstrip().endswith("</html>")


def _read_document(file: Path) -> None:
    assert file.read_bytes().rstrip().endswith(b"%%EOF")
    with file.open("rb") as stream:
        for page in pypdf.PdfReader(stream).pages:
            contents = page.get_contents()
            assert contents is not None
            assert contents.get_data()


_READERS: dict[str, Callable[[Path], object]] = {
    ".json": _read_json,
    ".npz": _read_arrays,
    ".csv": _read_table,
    ".svg": _read_drawing,
    ".html": _read_page,
    ".pdf": _read_document,
}
