"""A draft: the same labs from a few epochs, one seed and a slice of the images."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from labbook.config.model import Config, Experiment, Lab, Search
from labbook.config.settings import Settings
from labbook.data.entry import training_identity
from labbook.planning.datasets import ChosenDatasets, DatasetIdentity, Preparation

EPOCHS = 3
TRIALS = 2
# With batches of 32 or 64 no smaller one is left over, which would be compiled a second time.
TRAINING_IMAGES, TEST_IMAGES = 1_600, 800


def drafted(config: Config) -> Config:
    """The config of its draft.

    What was published is left out: nothing of a draft can be set beside it. So is the notebook,
    which trains a network of its own.
    """
    draft: Config = _cut(config)
    return draft


def _cut(value: Any) -> Any:
    """Only what is set is cut: a setting that is not set has to stay so."""
    if isinstance(value, Mapping):
        return {key: _cut(one) for key, one in value.items()}
    if not isinstance(value, BaseModel):
        return value
    changed = {name: _cut(getattr(value, name)) for name in value.model_fields_set}
    if isinstance(value, Settings):
        if value.epochs is not None:
            changed["epochs"] = min(value.epochs, EPOCHS)
        if value.seeds is not None:
            changed["seeds"] = value.seeds[:1]
    if isinstance(value, Experiment):
        changed |= {"published": [], "published_source": None, "published_note": None}
        if value.sweep is not None:
            changed["sweep"] = _with_few_epochs(value.sweep)
    if isinstance(value, Lab):
        changed["notebook"] = None
    if isinstance(value, Search):
        changed |= {"trials": min(value.trials, TRIALS), "space": _with_few_epochs(value.space)}
    return value.model_copy(update=changed)


def _with_few_epochs(swept: Any) -> Any:
    """Swept numbers of epochs become 1, 2, 3, …, so that they stay as many and in their order."""
    parts = swept if isinstance(swept, list) else [swept]
    numbers = {number for part in parts for number in part.get("epochs", ())}
    if not all(type(number) is int and number > 0 for number in numbers):
        return swept  # Which is refused, with what was written.
    rank = {number: place for place, number in enumerate(sorted(numbers), 1)}
    few = [
        part | {"epochs": [rank[one] for one in part["epochs"]]} if "epochs" in part else part
        for part in parts
    ]
    return few if isinstance(swept, list) else few[0]


def sliced(chosen: ChosenDatasets) -> ChosenDatasets:
    """Slices of the datasets of a build."""
    own = _slice(chosen.own)
    others = {name: _slice(dataset) for name, dataset in chosen.others.items()}
    return replace(chosen, own=own, others=others)


def _slice(dataset: DatasetIdentity) -> DatasetIdentity:
    sizes = (TRAINING_IMAGES, TEST_IMAGES)
    of = f"{sizes} training and test images of {dataset.sha256}"
    sha256 = hashlib.sha256(of.encode()).hexdigest()
    keywords = {**dataset.preparation.keywords, "draft": {"sizes": sizes, "sha256": sha256}}
    return replace(
        dataset,
        name=f"{dataset.name}-draft",
        sha256=sha256,
        training_sha256=training_identity(sha256),
        title=f"{dataset.title}, a slice for a draft",
        n_train_total=_smaller(dataset.n_train_total, TRAINING_IMAGES),
        n_test=_smaller(dataset.n_test, TEST_IMAGES),
        is_subset=True,
        preparation=Preparation(dataset.preparation.modules, keywords),
    )


def _smaller(known: int | None, most: int) -> int | None:
    return None if known is None else min(known, most)
