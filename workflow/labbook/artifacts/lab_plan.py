"""The words of the config that a lab's report prints, and what the hand-in has to find.

They lie in results/plans/<lab>.json and results/plans/hand_in/<lab>.json.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labbook.artifacts.findings_plan import DatasetDescription, FindingsPlan, PublishedExperiment
from labbook.artifacts.json_file import json_text
from labbook.artifacts.typed_json import LEFT_OUT, plain, read_typed


@dataclass(frozen=True, kw_only=True)
class ExperimentWords(PublishedExperiment):
    """One experiment of the lab. `feature_maps`: the digits whose feature maps are shown."""

    title: str
    question: str
    is_search: bool = False
    by_class: bool = False
    feature_maps: tuple[int, ...] = field(default=(), metadata=LEFT_OUT)
    has_gradients: bool = False


@dataclass(frozen=True)
class NotebookWords:
    """Which experiment's network a notebook trains, and the name of its template."""

    experiment: str
    template: str


@dataclass(frozen=True)
class Photograph:
    """`path` from the working directory or, `in_project`, from the project's folder; `digit`: what
    it shows, None if the config does not say.
    """

    path: str
    in_project: bool
    digit: int | None


@dataclass(frozen=True, kw_only=True)
class LabPlan(FindingsPlan):
    """What a report prints of a lab.

    `identity`: fields of the config by name, which the pattern of the archive's name may use.
    `dataset`: the dataset of most of the lab. `is_draft`: of few epochs and a slice of the images.
    """

    title: str
    assignment: str
    identity: dict[str, str]
    dataset: DatasetDescription
    experiments: tuple[ExperimentWords, ...]
    validation_fraction: float
    split_seed: int
    template: str | None = None
    notebook: NotebookWords | None = field(default=None, metadata=LEFT_OUT)
    own_digit: Photograph | None = field(default=None, metadata=LEFT_OUT)
    is_draft: bool = field(default=False, metadata=LEFT_OUT)


def read_lab_plan(path: Path) -> LabPlan:
    """Read the plan; raises LabbookError if it is missing or not whole."""
    return read_typed(path, LabPlan)


@dataclass(frozen=True)
class MadeFiles:
    """`receipts`: paths of the receipts of all stages of the lab; `handed_in`: files of the
    archive, from the path in it to the path of the file.
    """

    receipts: Sequence[str]
    handed_in: Mapping[str, str]


def made_files_text(made: MadeFiles) -> str:
    return json_text(plain(made))


def read_made_files(path: Path) -> MadeFiles:
    """Read them; raises LabbookError naming the file if it is missing or broken."""
    return read_typed(path, MadeFiles)
