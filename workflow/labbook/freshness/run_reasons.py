"""Why a run is trained: what differs from the runs of its name that were trained before."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.artifacts.json_file import read_json
from labbook.artifacts.provenance import FILE_NAME as PROVENANCE
from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError
from labbook.freshness.differences import code_changes, setting_changes, shortened, version_changes
from labbook.freshness.run_state import RunState
from labbook.planning.plan import Plan, PlannedRun
from labbook.run_key import Circumstances, circumstances

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
    """What is new about a run, in words, by kind."""

    settings: list[str]
    versions: list[str]
    code: list[str]

    @property
    def count(self) -> int:
        return len(self.settings) + len(self.versions) + len(self.code)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The first few of each kind, and how many more there are."""
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
    # A search chooses the settings only after its trials have run.
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


MOST_FILES = 3

NEVER_BUILT = ("never built",)
UNREADABLE = ("its earlier run does not say what it was trained with",)
SAME = ("it has another key, though no setting, version or file of code changed",)
ASKED_FOR = ("whole, but Snakemake was asked to make it again",)

# From the directory of a run to the directories of all runs with its name and any key.
OfName = Callable[[str], list[str]]


def reasons_to_train(
    run: PlannedRun, plan: Plan, state: RunState | None, of_name: OfName
) -> tuple[str, ...]:
    """Why `run` is trained, at least one reason; `state`: what lies in its directory, if known."""
    if state is not None and state.there:
        return _lost(state) or ASKED_FOR
    directories = of_name(run.directory)
    if not directories:
        return NEVER_BUILT
    earlier = [found for found in map(read_earlier_run, directories) if found is not None]
    if not earlier:
        return UNREADABLE
    now = circumstances(run.spec, plan.dataset_of(run).sha256)
    newest_first = sorted(earlier, key=lambda trained: trained.written_ns, reverse=True)
    compared = [differences(trained, run.spec, now) for trained in newest_first]
    return min(compared, key=lambda found: found.count).reasons or SAME


def _lost(state: RunState) -> tuple[str, ...]:
    reasons = []
    for names, verbs, what in (
        (state.missing, ("is", "are"), "missing"),
        (state.altered, ("was", "were"), "changed after training"),
    ):
        if names:
            verb = verbs[len(names) > 1]
            reasons.append(f"{', '.join(shortened(names, MOST_FILES))} {verb} {what}")
    return tuple(reasons)
