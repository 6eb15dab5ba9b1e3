"""results/plans/<lab>.json: the words of the config that a lab's report prints."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labbook.artifacts.run_settings import Varied
from labbook.artifacts.typed_json import LEFT_OUT, read_typed


@dataclass(frozen=True)
class DatasetDescription:
    """Some images; `n_train_total` counts validation images too, and is None where it is unknown.

    `image_shape`: (height, width), or with channels behind. `in_place`: the data that an experiment
    asks for and that these are not; `is_fallback`: because those could not be had.
    """

    name: str
    sha256: str
    image_shape: tuple[int, ...]
    title: str
    n_train_total: int | None
    n_test: int | None
    is_subset: bool
    in_place: str | None
    is_fallback: bool

    @property
    def in_colour(self) -> bool:
        return len(self.image_shape) > 2


@dataclass(frozen=True)
class PublishedNumbers:
    """What somebody published for the configuration that `of` describes, as its `varied` does.

    `epoch`: of the accuracies and losses, None for the last one. `conditions`: keys of the config
    with the values that the training is known to have had.
    """

    of: Varied = field(default_factory=dict)
    epoch: int | None = None
    test_accuracy: float | None = None
    train_accuracy: float | None = None
    test_loss: float | None = None
    train_loss: float | None = None
    lowest_test_loss_epoch: int | None = None
    source: str | None = None
    conditions: dict[str, Any] = field(default_factory=dict)
    note: str | None = None


@dataclass(frozen=True)
class ExperimentWords:
    """One experiment of the lab. `feature_maps`: the digits whose feature maps are shown."""

    name: str
    title: str
    question: str
    dataset: DatasetDescription
    published: tuple[PublishedNumbers, ...] = ()
    is_search: bool = False
    by_class: bool = False
    feature_maps: tuple[int, ...] = field(default=(), metadata=LEFT_OUT)
    has_gradients: bool = False
    published_source: str | None = None
    published_note: str | None = None


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


@dataclass(frozen=True)
class LabPlan:
    """`identity`: fields of the config by name, which patterns of names may use. `dataset`: that of
    most of the lab. `equivalence_margin`: a fraction of accuracy.
    """

    lab: str
    title: str
    assignment: str
    identity: dict[str, str]
    dataset: DatasetDescription
    equivalence_margin: float
    experiments: tuple[ExperimentWords, ...]
    validation_fraction: float
    split_seed: int
    template: str | None = None
    notebook: NotebookWords | None = field(default=None, metadata=LEFT_OUT)
    own_digit: Photograph | None = field(default=None, metadata=LEFT_OUT)


def read_lab_plan(path: Path) -> LabPlan:
    """Read the plan; raises LabbookError if it is missing or not whole."""
    return read_typed(path, LabPlan)
