"""A digit of one's own handwriting: found in a photograph, shown to every network of a lab."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from labbook.artifacts.lab_plan import Photograph
from labbook.planning.lab_checks import SAMPLE
from labbook.planning.plan import PlannedLab
from labbook.stages.declaration import (
    FIGURES,
    Output,
    PlanFile,
    RunFiles,
    Stage,
    all_configurations,
)
from labbook.stages.topic import Section, Topic, find_stage

IMAGES = Output("prepare_own_digit", "images")
ANSWERS = Output("classify_own_digit", "answers")


def has_own_digit(lab: PlannedLab) -> bool:
    return lab.own_digit is not None


def _photograph(lab: PlannedLab) -> Photograph:
    assert lab.own_digit is not None
    return lab.own_digit


def _prepared_as(lab: PlannedLab) -> Mapping[str, Any]:
    asked = _photograph(lab)
    shapes = dict.fromkeys(experiment.dataset.image_shape for experiment in lab.experiments)
    return {
        "photograph": asked.path,
        "in_project": asked.in_project,
        "sample": SAMPLE,
        "image_shapes": list(shapes),
    }


def _of_project(lab: PlannedLab) -> tuple[str, ...]:
    asked = _photograph(lab)
    return (SAMPLE, asked.path) if asked.in_project else (SAMPLE,)


def _of_user(lab: PlannedLab) -> tuple[str, ...]:
    asked = _photograph(lab)
    return () if asked.in_project else (asked.path,)


def _digit(lab: PlannedLab) -> Mapping[str, Any]:
    return {"digit": _photograph(lab).digit}


PREPARE = Stage(
    name="prepare_own_digit",
    module="labbook.topics.own_digit.prepare_job",
    scope="lab",
    settings=_prepared_as,
    project_files=_of_project,
    other_inputs=_of_user,
    writes={"images": "own_digit.npz"},
    asked_for=has_own_digit,
    # A photograph without a digit is told before anything is trained.
    comes_first=True,
    seconds=3.0,
)
CLASSIFY = Stage(
    name="classify_own_digit",
    module="labbook.topics.own_digit.classify_job",
    scope="lab",
    reads={
        "plan": PlanFile("findings"),
        "images": IMAGES,
        "summaries": Output("summarize", "summary"),
    },
    runs=RunFiles(("spec.json", "weights.npz"), all_configurations),
    settings=_digit,
    writes={"answers": "own_digit.json"},
    handed_in={"answers": "tables/own_digit.json"},
    asked_for=has_own_digit,
    seconds=6.0,
)
DRAW = Stage(
    name="draw_own_digit",
    module="labbook.topics.own_digit.draw_job",
    scope="lab",
    reads={
        "images": IMAGES,
        "answers": ANSWERS,
        "plans": PlanFile("experiment"),
        "choices": Output("choose", "search"),
    },
    writes={"index": f"{FIGURES}/own_digit.json"},
    figures=("own_digit", "own_digit_probabilities"),
    asked_for=has_own_digit,
)
FIND = replace(find_stage("own_digit", {"answers": ANSWERS}), asked_for=has_own_digit)
TOPIC = Topic(
    "own_digit",
    stages=(PREPARE, CLASSIFY, DRAW, FIND),
    finds=FIND,
    section=Section(
        "labbook.topics.own_digit.section",
        PlannedLab,
        {"answers": ANSWERS},
        figures="draw_own_digit",
    ),
)
