"""A run that was trained before, as far as it can be compared with one that is to be."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.artifacts.json_file import read_json
from labbook.artifacts.provenance import FILE_NAME as PROVENANCE
from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError
from labbook.freshness.differences import code_changes, setting_changes, shortened, version_changes
from labbook.run_key import Circumstances

OTHER_TRIALS = "it is chosen from other trials"
MOST_SETTINGS = 6
MOST_FILES_OF_CODE = 3


@dataclass(frozen=True)
class EarlierRun:
    """`spec` as its file has it, so that one of another version of Labbook can be read too."""

    spec: Mapping[str, Any]
    circumstances: Circumstances
    written_ns: int


@dataclass(frozen=True)
class Differences:
    """In words, kind by kind."""

    settings: list[str]
    versions: list[str]
    code: list[str]

    @property
    def count(self) -> int:
        return len(self.settings) + len(self.versions) + len(self.code)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The first of each kind, and how many more there are."""
        return (
            *shortened(self.settings, MOST_SETTINGS, "setting"),
            *self.versions,
            *shortened(self.code, MOST_FILES_OF_CODE, "file of code"),
        )


def read_earlier_run(directory: str) -> EarlierRun | None:
    """The run in `directory`; None if it does not say what it was trained with."""
    folder = Path(directory)
    try:
        provenance = read_json(folder / PROVENANCE)
        return EarlierRun(
            dict(read_json(folder / "spec.json")),
            Circumstances(
                str(provenance["dataset"]["sha256"]),
                dict(provenance["code"]),
                dict(provenance["versions"]),
            ),
            os.stat(folder / PROVENANCE).st_mtime_ns,
        )
    except (LabbookError, OSError, LookupError, TypeError, ValueError):
        return None


def differences(earlier: EarlierRun, spec: Spec | ChosenSpec, now: Circumstances) -> Differences:
    """What is new about the run that `spec` asks for in the circumstances `now`."""
    before = earlier.circumstances
    # The settings of one that a search chooses are not known before its trials have run.
    is_chosen = isinstance(spec, ChosenSpec)
    settings = [] if is_chosen else list(setting_changes(earlier.spec, spec.to_dict()))
    if before.dataset != now.dataset and earlier.spec.get("dataset") == spec.dataset:
        settings.append(f"the content of the dataset {spec.dataset} changed")
    found = Differences(
        settings,
        version_changes(before.versions, now.versions),
        code_changes(before.code, now.code),
    )
    if is_chosen and not found.count:
        return Differences([OTHER_TRIALS], [], [])
    return found
