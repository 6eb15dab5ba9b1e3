"""results/plans/findings/<lab>.json: what findings need of a lab's plan, without its words.

So findings are not found again if a name, a question or the topics of an experiment change.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labbook.artifacts.class_words import NamedClasses, several
from labbook.artifacts.experiment_plan import Varied
from labbook.artifacts.typed_json import LEFT_OUT, read_typed


@dataclass(frozen=True)
class DatasetDescription(NamedClasses):
    """Some images; `n_train_total` counts validation images too, and is None where it is unknown.

    `image_shape`: (height, width), or with channels behind. `in_place`: the data that an experiment
    asks for and that these are not; `is_fallback`: because those could not be had; `advice`: how to
    get those, or the full data of a subset, with code in backquotes; `licence`: "" if it is not to
    be printed. `classes`: their names; `noun`: what one of them is called.
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
    advice: str
    licence: str = field(default="", metadata=LEFT_OUT)
    classes: tuple[str, ...] = field(default=(), metadata=LEFT_OUT)
    noun: str = "class"

    @property
    def words(self) -> str:
        """What several classes are called."""
        return several(self.noun)

    @property
    def in_colour(self) -> bool:
        return len(self.image_shape) > 2


@dataclass(frozen=True)
class PublishedNumbers:
    """What somebody published for the configuration that `of` describes, as its `varied` does.

    `epoch`: of the accuracies and losses, None for the last one. `conditions`: keys of the config
    with the values that the training is known to have had, `unstated` keys whose values the source
    does not state. `images`, of which the source says that the numbers are: "test", "train" or
    "unknown". `decimals` of the accuracies as printed, where zeros at their end would be lost.
    """

    of: Varied = field(default_factory=dict)
    epoch: int | None = None
    test_accuracy: float | None = None
    train_accuracy: float | None = None
    test_loss: float | None = None
    train_loss: float | None = None
    lowest_test_loss_epoch: int | None = None
    loss_crossing_epoch: int | None = None
    decimals: int | None = None
    approximate: bool = False
    images: str = "unknown"
    source: str | None = None
    conditions: dict[str, Any] = field(default_factory=dict)
    unstated: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class PublishedExperiment:
    """An experiment with what was published of it."""

    name: str
    dataset: DatasetDescription
    published: tuple[PublishedNumbers, ...] = ()
    published_source: str | None = None
    published_note: str | None = None


@dataclass(frozen=True, kw_only=True)
class FindingsPlan:
    """`equivalence_margin`: a fraction of accuracy."""

    lab: str
    equivalence_margin: float
    experiments: tuple[PublishedExperiment, ...]


def read_findings_plan(path: Path) -> FindingsPlan:
    """Read it, or the whole plan of a lab; raises LabbookError if it is missing or not whole."""
    return read_typed(path, FindingsPlan)
