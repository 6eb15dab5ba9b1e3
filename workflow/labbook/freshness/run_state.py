"""Which of the planned runs are whole, and where the runs that were trained lie."""

import os
import shutil
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from labbook.artifacts.json_file import read_json
from labbook.artifacts.provenance import FILE_NAME as PROVENANCE
from labbook.artifacts.run_directory import PARTIAL
from labbook.artifacts.seal import BROKEN_SEAL, SEALED, read_seal
from labbook.artifacts.seal import FILE_NAME as SEAL
from labbook.errors import LabbookError
from labbook.freshness.digests import Digests

# What every run leaves.
RUN_FILES = (
    "evaluation.json",
    "history.csv",
    "predictions.npz",
    "spec.json",
    "weights.npz",
    *SEALED,
)
# What a run leaves only if its spec asks for it. Its provenance says whether it has.
FURTHER_FILES = ("gradients.npz", "units.npz")


@dataclass(frozen=True)
class RunState:
    """`there`: training has left files here. `missing` and `altered`: names of files."""

    there: bool
    missing: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return self.there and not self.missing and not self.altered


def look_at_run(directory: str, key: str, digests: Digests) -> RunState:
    """Compare the files of a run with the checksums that its training left."""
    present = _files(directory)
    if not present:
        return RunState(there=False)
    if BROKEN_SEAL in present:
        present.add(SEAL)
    missing = tuple(sorted({*RUN_FILES, SEAL} - present))
    if missing:
        return RunState(True, missing=missing)
    try:
        sealed = read_seal(Path(directory))
    except (LabbookError, OSError, KeyError, TypeError):
        return RunState(True, altered=(SEAL,))
    try:
        provenance = read_json(Path(directory, PROVENANCE))
        expected = {**provenance["files"], **sealed}
        further = [name for name in FURTHER_FILES if name in expected]
        is_of_key = provenance["key"] == key
    except (LabbookError, OSError, KeyError, TypeError):
        return RunState(True, altered=(PROVENANCE,))
    missing = tuple(sorted({*further} - present))
    if missing:
        return RunState(True, missing=missing)
    names = (*RUN_FILES, *further)
    altered = {
        name for name in names if digests.sha256(f"{directory}/{name}") != expected.get(name)
    }
    return RunState(True, altered=tuple(sorted(altered or ([] if is_of_key else [PROVENANCE]))))


def settle_seal(directory: str, state: RunState) -> None:
    """Put the seal in place if the run is whole, and take it away if not; Snakemake goes by it.

    The seal is renamed, not deleted. So a run is whole again when its lost file is put back.
    """
    seal, broken = os.path.join(directory, SEAL), os.path.join(directory, BROKEN_SEAL)
    if state.whole and not os.path.exists(seal):
        os.replace(broken, seal)
    elif state.there and not state.whole and os.path.exists(seal):
        os.replace(seal, broken)


def _files(directory: str) -> set[str]:
    try:
        return set(os.listdir(directory))
    except OSError:
        return set()


class TrainedRuns:
    """The directories `<root>/<lab>/<experiment>/<run>.<key>` as they are now."""

    def __init__(self, root: str) -> None:
        self._root = root

    def place(self, key: str, directory: str) -> str:
        """`directory`, or where the run with `key` lies if it is whole only elsewhere."""
        if key not in self._by_key or _has_all_files(directory):
            return directory
        return min(filter(_has_all_files, self._by_key[key]), default=directory)

    def of_name(self, directory: str) -> list[str]:
        """The directories of the run that `directory` is of, whatever their keys."""
        return self._by_name.get(directory.rpartition(".")[0], [])

    def remove_partial(self) -> None:
        """Remove what jobs were filling when they were killed; only while no build is at work."""
        for directory in self._directories:
            if directory.endswith(PARTIAL):
                shutil.rmtree(directory, ignore_errors=True)

    @cached_property
    def _by_key(self) -> dict[str, list[str]]:
        return self._grouped(part=2)

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        return self._grouped(part=0)

    def _grouped(self, part: int) -> dict[str, list[str]]:
        """By what is before (0) or after (2) the last dot."""
        found = defaultdict(list)
        for directory in self._directories:
            if not directory.endswith(PARTIAL):
                found[directory.rpartition(".")[part]].append(directory)
        return dict(found)

    @cached_property
    def _directories(self) -> list[str]:
        return [
            f"{self._root}/{lab}/{experiment}/{run}"
            for lab in _folders(self._root)
            for experiment in _folders(f"{self._root}/{lab}")
            for run in _folders(f"{self._root}/{lab}/{experiment}")
        ]


def _has_all_files(directory: str) -> bool:
    return all(os.path.exists(os.path.join(directory, name)) for name in (SEAL, *RUN_FILES))


def _folders(path: str) -> list[str]:
    try:
        with os.scandir(path) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir())
    except OSError:
        return []
