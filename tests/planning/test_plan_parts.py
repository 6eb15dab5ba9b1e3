"""A training of a very large experiment reads a part of the plan, whose size does not grow."""

import json
from pathlib import Path

import pytest

from labbook.artifacts.lab_plan import MadeFiles
from labbook.artifacts.planned_spec import read_planned_spec
from labbook.config.load import parse_config
from labbook.planning.plan import make_plan
from labbook.planning.plan_files import (
    CONFIGURATIONS_A_PART,
    experiment_plan_path,
    plan_files,
    plan_parts,
)
from plan_fixtures import DATASET


def config_of(n: int) -> dict:
    sweep = {"units": list(range(1, n + 1))}
    swept = {"title": "A", "question": "B?", "seeds": [0, 1], "sweep": sweep}
    return {
        "student": {"first_name": "Jo", "last_name": "Doe", "group": "monday"},
        "course": "A course",
        "course_code": "AC",
        "date": "Date",
        "defaults": {"epochs": 1, "optimizer": "sgd", "batch_size": 10, "activation": "relu"},
        "labs": {"lab": {"title": "A lab", "assignment": "Lab", "experiments": {"swept": swept}}},
    }


@pytest.mark.parametrize("n", [CONFIGURATIONS_A_PART, CONFIGURATIONS_A_PART + 1])
def test_each_run_is_in_its_part_as_in_the_whole(n: int, tmp_path: Path) -> None:
    config = parse_config(config_of(n))
    plan = make_plan(config, DATASET)
    (experiment,) = plan.experiments
    texts = plan_files(plan, config, {"lab": MadeFiles((), {})})
    parts = plan_parts(experiment)
    assert parts.keys() <= texts.keys()
    assert len(parts) == (0 if n == CONFIGURATIONS_A_PART else 2)
    found = [one for places in parts.values() for one in experiment.configurations[places]]
    assert found == (experiment.configurations if parts else [])
    for path, places in parts.items():
        file = tmp_path / "part.json"
        file.write_text(texts[path])
        assert len(json.loads(texts[path])["configurations"]) <= CONFIGURATIONS_A_PART
        run = experiment.configurations[places][-1].runs[-1]
        whole = tmp_path / "whole.json"
        whole.write_text(texts[experiment_plan_path("lab", "swept")])
        assert read_planned_spec(file, run.key) == run.spec == read_planned_spec(whole, run.key)
