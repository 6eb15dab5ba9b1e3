"""Another photograph is read anew by the networks that there are: nothing is trained for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from labbook.planning.lab_checks import SAMPLE
from real_build import ROOT
from reruns.cases import Case, build_without_training
from reruns.mutations import (
    MERGED,
    NOTHING,
    REPORT,
    code,
    config,
)
from reruns.workspace import LAB, OPTIMIZERS, Workspace, build_once, done, planned, small_config

# Neither the shell nor Snakemake reads the name.
PHOTOGRAPH = """my {lab} {0} $(touch x) 'digit'.png"""
TOLD = MERGED | {"find_own_digit"}
ASKED = TOLD | {"classify_own_digit", "draw_own_digit"}
ALL = ASKED | {"prepare_own_digit"}


def with_own_digit() -> dict[str, Any]:
    value = small_config()
    lab = value["labs"][LAB]
    lab["experiments"] = {OPTIMIZERS: lab["experiments"][OPTIMIZERS] | {"seeds": [0]}}
    lab["own_digit"] = {"image": SAMPLE, "digit": 4}
    return value


@pytest.fixture(scope="module")
def built(shared: Path) -> Workspace:
    return build_once(shared / "own_digit", with_own_digit())


def own_digit(**changes: Any) -> Callable[[Workspace], None]:
    return config(lambda value: value["labs"][LAB]["own_digit"].update(changes))


def photograph(workspace: Workspace, degrees: float) -> None:
    with Image.open(ROOT / SAMPLE) as image:
        image.rotate(degrees, fillcolor=(200, 200, 190)).save(workspace.build / PHOTOGRAPH)


def another(workspace: Workspace) -> None:
    photograph(workspace, 10)
    own_digit(image=PHOTOGRAPH)(workspace)


CASES = [
    Case("nothing at all", lambda workspace: None),
    Case("another photograph", another, ALL, is_built=True),
    Case("what was written", own_digit(digit=9), ASKED),
    Case("no more", config(lambda value: value["labs"][LAB].pop("own_digit")), MERGED),
    Case("how ink is found", code("topics/own_digit/digit_image"), ALL),
    Case("how networks are asked", code("topics/own_digit/classify_job"), ASKED),
    Case("the figure", code("topics/own_digit/image_figure"), REPORT | {"draw_own_digit"}),
    Case("the finding", code("topics/own_digit/findings"), TOLD),
]


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_exactly_what_a_change_concerns_is_done_again(case: Case, workspace: Workspace) -> None:
    case.check_plan(workspace)
    if case.is_built:
        build_without_training(workspace)
        # The same name with other content.
        photograph(workspace, -10)
        assert planned(workspace.snakemake("--dry-run").stdout) == (NOTHING, ALL)


def test_a_photograph_without_a_digit_ends_the_build_before_anything_is_trained(
    workspace: Workspace,
) -> None:
    Image.new("L", (300, 200), "white").save(workspace.build / PHOTOGRAPH)
    own_digit(image=PHOTOGRAPH)(workspace)
    config(lambda value: value["defaults"].update(epochs=1))(workspace)
    said = workspace.snakemake()
    assert said.returncode != 0
    assert f"{PHOTOGRAPH} shows no digit that can be told" in said.stderr
    assert done(said.stderr)[0] == NOTHING


def test_a_missing_photograph_ends_it_at_once(workspace: Workspace) -> None:
    own_digit(image="photos/mine.jpg")(workspace)
    said = workspace.snakemake("--dry-run")
    assert said.returncode == 2
    assert "own_digit is photos/mine.jpg, which is no file here or in the project" in said.stderr
