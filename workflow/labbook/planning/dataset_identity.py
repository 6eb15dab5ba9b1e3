"""Which images an experiment uses, as far as it is known before they are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from labbook.data.entry import DatasetEntry


@dataclass(frozen=True)
class Preparation:
    """What the job that prepares a dataset runs and is told.

    modules: names of the modules with the entry and with the reader; keywords: what
    `jobs/prepare_data.py` takes, without the files that it writes.
    """

    modules: tuple[str, ...] = ()
    keywords: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DatasetIdentity:
    """A dataset that runs are trained on; see `data/entry.py` for what the two share.

    `sha256` identifies the images: their content, or the files that they are made from;
    `training_sha256` those without the test images. `image_shape`: (height, width), or with
    channels behind. Numbers of images are None where they are not known yet.

    `in_place`: title of the data that an experiment asks for and that these are not.
    `is_fallback`: because those could not be had, and not because the config says so.
    `advice`: how to get those, or the full data of a subset.
    """

    name: str
    sha256: str
    training_sha256: str
    image_shape: tuple[int, ...]
    title: str
    classes: tuple[str, ...]
    noun: str
    n_train_total: int | None = None
    n_test: int | None = None
    is_subset: bool = False
    in_place: str | None = None
    is_fallback: bool = False
    advice: str = ""
    keras_name: str | None = None
    preparation: Preparation = Preparation()

    @property
    def training(self) -> "DatasetIdentity":
        """The same without the test images, for the trials of a search."""
        return replace(self, name=f"{self.name}-training", sha256=self.training_sha256)

    def in_place_of(self, entry: DatasetEntry) -> "DatasetIdentity":
        """The same images where those of `entry` could not be had."""
        return replace(self, in_place=entry.title, is_fallback=True, advice=entry.advice)


def identity_of(entry: DatasetEntry, preparation: Preparation = Preparation()) -> DatasetIdentity:
    """What is known of the dataset with this entry.

    Files that a config states in the place of a dataset's own are called by their own title.
    """
    return DatasetIdentity(
        name=entry.name,
        sha256=entry.sha256,
        training_sha256=entry.training_sha256,
        image_shape=entry.image_shape,
        title=entry.title,
        classes=entry.classes,
        noun=entry.noun,
        n_train_total=entry.n_train_total,
        n_test=entry.n_test,
        is_subset=entry.subset_of is not None,
        in_place=entry.in_layout_of.title if entry.in_layout_of else None,
        advice=entry.advice,
        keras_name=entry.keras_name,
        preparation=preparation,
    )
