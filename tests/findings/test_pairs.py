"""Which configurations are pairs: of a setting with two values, or by a second hidden layer."""

from dataclasses import replace
from typing import Any

import pytest

from findings.conftest import build_configuration, build_experiment
from labbook.artifacts.experiment_plan import SweptAxis
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment
from labbook.findings.pairs import SECOND_LAYER, find_pairs
from labbook.topics.results.differences import find_paired_differences
from made_up_plans import run_settings

HIGH, LOW = [0.95, 0.951, 0.952], [0.90, 0.901, 0.902]


def network(
    name: str, units: list[int], accuracies: list[float | None] = HIGH, **changes: Any
) -> ConfigurationSummary:
    hidden = [{"units": one, "activation": "relu"} for one in units]
    one = build_configuration(name, accuracies, {"units": units, "seed_of_split": 0})
    return replace(one, settings=run_settings(**{"hidden": hidden, **changes}))


def swept(*configurations: ConfigurationSummary) -> Experiment:
    """One axis, with all values, as a sweep of two lists has it."""
    built = build_experiment(*configurations)
    values = [one.varied["units"] for one in configurations]
    return replace(built, summary=replace(built.summary, axes=(SweptAxis("units", values),)))


def names(experiment: Experiment) -> list[tuple[str, str]]:
    found = find_pairs(experiment)
    return [(pair.first.name, pair.second.name) for pair in found.members] if found else []


def test_one_layer_and_two_like_it_are_a_pair() -> None:
    experiment = swept(
        network("8", [8]), network("16", [16]), network("8+8", [8, 8]), network("16+16", [16, 16])
    )
    assert names(experiment) == [("8", "8+8"), ("16", "16+16")]
    found = find_pairs(experiment)
    assert found is not None
    assert found.axis == SECOND_LAYER
    assert found.members[0].shared == {"seed_of_split": 0}


@pytest.mark.parametrize(
    "other",
    [
        network("8+4", [8, 4]),
        network("4+8", [4, 8]),
        network("8+8+8", [8, 8, 8]),
        network("none", []),
        network("longer", [8, 8], epochs=7),
        network("failed", [8, 8], [None, None]),
    ],
)
def test_what_else_differs_is_no_pair(other: ConfigurationSummary) -> None:
    assert names(swept(network("8", [8]), network("16", [16]), other)) == []


def test_two_configurations_are_compared_without_pairs() -> None:
    two = (network("8", [8]), network("8+8", [8, 8]))
    assert names(swept(*two)) == []
    assert names(swept(*two, network("lost", [4], [None]))) == []
    assert names(swept(*two, network("4", [4]))) == [("8", "8+8")]


def test_a_setting_with_two_values_beside_another_comes_first() -> None:
    built = swept(network("8", [8]), network("8+8", [8, 8]), network("16", [16]))
    two = SweptAxis("units", [[8], [16]])
    other = SweptAxis("seed_of_split", [0])
    experiment = replace(built, summary=replace(built.summary, axes=(two, other)))
    assert names(experiment) == [("8", "16")]


def test_a_second_layer_is_judged_at_each_size() -> None:
    found = find_paired_differences(
        swept(
            *(network(str(size), [size], LOW if size == 8 else HIGH) for size in (4, 8, 16)),
            *(
                network(f"{size}+{size}", [size, size], LOW if size == 4 else HIGH)
                for size in (4, 8, 16)
            ),
        )
    )
    assert [(one.details["second"], one.verdict) for one in found] == [
        ("4+4", "worse"),
        ("8+8", "better"),
        ("16+16", "not resolved"),
    ]
    assert {one.details["axis"] for one in found} == {SECOND_LAYER}
    assert {one.numbers["n_pairs"] for one in found} == {3}
    assert found[1].numbers["difference"] == pytest.approx(0.05)
