"""What one class of a dataset and several are called."""

import pytest

from labbook.artifacts.class_words import several
from labbook.artifacts.experiment_plan import PlannedDataset
from labbook.data.registry import datasets


@pytest.mark.parametrize(
    ("one", "all_of_them"),
    [("digit", "digits"), ("class", "classes"), ("category", "categories"), ("key", "keys")],
)
def test_several_are_called_as_english_does(one: str, all_of_them: str) -> None:
    assert several(one) == all_of_them


def test_every_noun_of_the_registry_has_a_plural() -> None:
    nouns = {entry.noun for entry in datasets().values()}
    assert {several(noun) for noun in nouns} == {f"{noun}s" for noun in nouns}


def test_a_class_is_called_by_its_name_where_there_is_one() -> None:
    named = PlannedDataset("clothes", "0" * 64, classes=("Shirt", "Trouser"), noun="garment")
    assert [named.class_name(label) for label in (0, 1)] == ["Shirt", "Trouser"]
    assert PlannedDataset("mnist", "0" * 64).class_name(7) == "7"
