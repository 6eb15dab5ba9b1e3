"""Names of classes in the config become their places, before anything is planned with them."""

from typing import Any

from labbook.config.model import Experiment
from labbook.config.settings import Settings, unknown_word
from labbook.errors import LabbookError
from labbook.planning.datasets import DatasetIdentity

KEY = "positive_class"


def class_number(value: int | str, dataset: DatasetIdentity, where: str) -> int:
    """The place of a class among those of `dataset`; a number is one already.

    `where`: path of the key, for the sentence of the LabbookError if there is no such class.
    """
    if isinstance(value, int):
        return value
    if value not in dataset.classes:
        raise LabbookError(
            f'{where} is "{value}", which is no class of {dataset.title}; '
            f"{unknown_word(value, dataset.classes)}"
        )
    return dataset.classes.index(value)


def numbered(settings: Settings, dataset: DatasetIdentity, where: str) -> Settings:
    """The settings with the place of their positive class; `where`: their path in the config."""
    value = settings.positive_class
    if not isinstance(value, str):
        return settings
    number = class_number(value, dataset, f"{where}.{KEY}")
    return settings.model_copy(update={KEY: number})


def shown_classes(experiment: Experiment) -> list[int]:
    """The places of the classes in `feature_maps` of an experiment with places for names."""
    return [place for place in experiment.feature_maps or () if isinstance(place, int)]


def numbered_experiment(experiment: Experiment, dataset: DatasetIdentity, where: str) -> Experiment:
    """The experiment with the places of all classes that it names."""

    def in_part(part: dict[str, list[Any]]) -> dict[str, list[Any]]:
        values = [
            value if value is None else class_number(value, dataset, f"{where}.sweep.{KEY}")
            for value in part.get(KEY, ())
        ]
        return {**part, KEY: values} if values else part

    changed: dict[str, Any] = {}
    if isinstance(experiment.positive_class, str):
        changed[KEY] = class_number(experiment.positive_class, dataset, f"{where}.{KEY}")
    if isinstance(experiment.sweep, list):
        changed["sweep"] = [in_part(part) for part in experiment.sweep]
    elif experiment.sweep:
        changed["sweep"] = in_part(experiment.sweep)
    if experiment.variants:
        changed["variants"] = {
            name: numbered(settings, dataset, f"{where}.variants.{name}")
            for name, settings in experiment.variants.items()
        }
    if experiment.feature_maps:
        changed["feature_maps"] = [
            class_number(value, dataset, f"{where}.feature_maps")
            for value in experiment.feature_maps
        ]
    published = [
        entry.model_copy(
            update={
                "conditions": numbered(entry.conditions, dataset, f"{where}.published"),
                "of": {**entry.of, KEY: class_number(entry.of[KEY], dataset, f"{where}.published")}
                if isinstance(entry.of, dict) and isinstance(entry.of.get(KEY), str)
                else entry.of,
            }
        )
        for entry in experiment.published
    ]
    return experiment.model_copy(update={**changed, "published": published})
