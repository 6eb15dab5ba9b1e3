"""Answers class by class: made again with what they are from, and without any training."""

from pathlib import Path
from typing import Any

import pytest

from reruns.cases import Case, build_without_training, delete
from reruns.mutations import (
    MERGED,
    REPORT,
    WORDS,
    code,
    config,
    edit_output,
    experiment,
    version,
)
from reruns.workspace import LAB, OPTIMIZERS, Workspace, build_once, small_config

DRAWN = REPORT | {f"draw_classes {OPTIMIZERS}"}
TOLD = MERGED | {"find_classes"}
EVALUATED = TOLD | DRAWN | {f"evaluate_classes {OPTIMIZERS}"}


def by_class() -> dict[str, Any]:
    value = small_config()
    optimizers = value["labs"][LAB]["experiments"][OPTIMIZERS] | {"by_class": True, "seeds": [0]}
    value["labs"][LAB]["experiments"] = {OPTIMIZERS: optimizers}
    return value


@pytest.fixture(scope="module")
def built(shared: Path) -> Workspace:
    return build_once(shared / "by_class", by_class())


DATA = "data/mnist-5k/mnist-5k.npz"
CLASSES, IMAGES = (f"{LAB}/{OPTIMIZERS}/{name}" for name in ("classes.json", "confused_images.npz"))

FIGURE = f"{LAB}/{OPTIMIZERS}/figures/roc_curves.svg"


CASES = [
    Case("nothing at all", lambda workspace: None),
    Case("no more", experiment(OPTIMIZERS, by_class=False), MERGED, is_built=True),
    Case("the evaluation", code("topics/classes/evaluate_job"), EVALUATED),
    Case("a figure", code("topics/classes/roc_figure"), DRAWN),
    Case("a figure lost", delete(FIGURE), DRAWN),
    Case("the finding", code("topics/classes/findings"), TOLD),
    Case("scikit-learn", version("scikit_learn"), EVALUATED),
    Case("edited by hand", edit_output(f"{OPTIMIZERS}/classes.json"), EVALUATED),
    Case("images lost", delete(IMAGES), EVALUATED),
    Case("the data deleted", delete(DATA)),
    Case(
        "the data and the answers deleted",
        delete(DATA, CLASSES),
        EVALUATED | {"prepare_data"},
        is_built=True,
    ),
    Case(
        "the margin of equivalence",
        config(lambda value: value.update(equivalence_margin=0.01)),
        WORDS | TOLD,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_exactly_what_a_change_concerns_is_done_again(case: Case, workspace: Workspace) -> None:
    before = (workspace.results / CLASSES).read_bytes()
    case.check_plan(workspace)
    if case.is_built:
        build_without_training(workspace)
        assert (workspace.results / CLASSES).read_bytes() == before


def test_altered_predictions_stop_the_build(workspace: Workspace) -> None:
    file = workspace.run(f"{OPTIMIZERS}/Adam_seed-0") / "predictions.npz"
    file.write_bytes(file.read_bytes() + b" ")
    said = workspace.snakemake("--dry-run")
    assert said.returncode == 2
    assert "predictions.npz is not as training left it" in said.stderr
