"""Which experiments have feature maps to show, and that showing them trains nothing."""

import copy
from pathlib import Path
from typing import Any

import pytest

from labbook.artifacts.typed_json import plain
from labbook.config.load import parse_config
from labbook.config.yaml_file import read_yaml
from labbook.errors import LabbookError
from labbook.planning.plan import make_plan
from labbook.planning.plan_files import experiment_plan, lab_plan
from made_up_dataset import made_up_dataset
from stage_jobs import stage_jobs

SHIPPED = Path(__file__).parents[2] / "config.yaml"
DATASET = made_up_dataset()
LAB = "lab3_keras"
WHERE = f"config.yaml: labs.{LAB}.experiments.best_network"
FILTERS = {"filters": [[4, 4], [8]]}


def planned(**settings: Any) -> Any:
    config = copy.deepcopy(read_yaml(SHIPPED))
    config["labs"] = {LAB: config["labs"][LAB]}
    experiment = config["labs"][LAB]["experiments"]["best_network"]
    experiment.update(settings)
    config["labs"][LAB]["experiments"] = {"best_network": experiment}
    typed = parse_config(config)
    return typed, make_plan(typed, DATASET)


def test_it_is_said_in_the_plan_of_the_lab_alone_and_trains_nothing() -> None:
    (_, plan), (config, asked) = planned(**FILTERS), planned(**FILTERS, feature_maps=[3, 8])
    assert plan.runs == asked.runs
    (before,), (after,) = plan.labs[0].experiments, asked.labs[0].experiments
    assert experiment_plan(before) == experiment_plan(after)
    (entry,) = lab_plan(asked.labs[0], asked, config).experiments
    assert plain(entry)["feature_maps"] == [3, 8]
    (entry,) = lab_plan(plan.labs[0], plan, config).experiments
    assert "feature_maps" not in plain(entry)


def test_its_stages_are_told_the_digits_and_read_by_the_findings_and_the_report() -> None:
    _, plan = planned(**FILTERS, feature_maps=[3, 8])
    jobs = {job.stage.name: job for job in stage_jobs(plan)}
    record, draw = jobs["record_feature_maps"], jobs["draw_feature_maps"]
    assert list(record.settings["digits"]) == [3, 8]
    assert set(record.runs) == set(plan.runs)
    assert set(record.outputs) <= set(draw.inputs)
    assert record.outputs[0] in jobs["find_feature_maps"].inputs
    statistics = {"best_network": record.files["statistics"]}
    assert jobs["find_feature_maps"].files["evidence"] == {"feature_maps": statistics}
    figures = {"best_network": draw.files["index"]}
    shown = jobs["compose"].files["sections"]["feature_maps"]
    assert shown == {"statistics": statistics, "figures": figures}
    assert {record.outputs[0], *draw.outputs} <= set(jobs["compose"].inputs)


def test_where_they_are_not_asked_for_no_stage_knows_of_them() -> None:
    _, plan = planned(**FILTERS)
    for job in stage_jobs(plan):
        assert "feature_maps" not in job.stage.name
        assert not any("feature_maps" in file for file in (*job.inputs, *job.outputs))
        assert "feature_maps" not in str(job.files)
        assert not any("feature_maps" in module for module in job.modules)


def test_a_network_without_convolutions_is_refused() -> None:
    with pytest.raises(LabbookError) as refused:
        planned(feature_maps=[3])
    assert str(refused.value) == (
        f"{WHERE} has feature_maps and a configuration without convolutions, which has none; set "
        "filters, or leave feature_maps out."
    )
    variants = {"a": FILTERS, "b": {}}
    with pytest.raises(LabbookError, match="has feature_maps and a configuration without conv"):
        planned(feature_maps=[3], variants=variants, published=[])


def test_of_several_configurations_one_must_be_chosen_by_validation() -> None:
    variants = {"a": FILTERS, "b": {"filters": [[4]]}}
    planned(feature_maps=[3], variants=variants, published=[])
    with pytest.raises(LabbookError, match="has feature_maps and several configurations without v"):
        planned(feature_maps=[3], variants=variants, published=[], validation_fraction=0)
    planned(**FILTERS, feature_maps=[3], validation_fraction=0)


@pytest.mark.parametrize("value", [[], [3, 3], [0, 1, 2, 3], [-1], 3, "3", [True], [3.0], {"3": 8}])
def test_one_to_three_different_digits_are_asked_for(value: object) -> None:
    with pytest.raises(LabbookError) as refused:
        planned(**FILTERS, feature_maps=value)
    assert str(refused.value) == (
        f"{WHERE}.feature_maps is {value!r}; it must list one to three different classes, such as "
        "[3, 8]."
    )


@pytest.mark.parametrize("value", [[0], [9, 0], [2, 5, 7], None])
def test_such_digits_are_taken(value: list[int] | None) -> None:
    config, _ = planned(**FILTERS, feature_maps=value)
    assert config.labs[LAB].experiments["best_network"].feature_maps == value
