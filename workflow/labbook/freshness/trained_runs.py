"""Where the runs that were trained lie, by key and by name.

The key finds a run that got another name, so that it is not trained again. The name finds earlier
runs, to compare a new one with.
"""

import os
import shutil
from collections import defaultdict
from functools import cached_property

from labbook.artifacts.run_directory import PARTIAL
from labbook.artifacts.seal import FILE_NAME as SEAL
from labbook.freshness.run_state import RUN_FILES


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
