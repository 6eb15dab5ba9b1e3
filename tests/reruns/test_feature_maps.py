"""Feature maps: made again with what they are from, and without any training."""

from pathlib import Path
from typing import Any

import pytest

from reruns.cases import Case, build_without_training, delete
from reruns.mutations import (
    FOUND,
    MERGED,
    REPORT,
    code,
    config,
    edit_output,
    experiment,
    summarized,
    version,
)
from reruns.workspace import LAB, OPTIMIZERS, Workspace, build_once, small_config

DRAWN = REPORT | {f"draw_feature_maps {OPTIMIZERS}"}
TOLD = MERGED | {"find_feature_maps"}
RECORDED = TOLD | DRAWN | {f"record_feature_maps {OPTIMIZERS}"}


def with_feature_maps() -> dict[str, Any]:
    value = small_config()
    optimizers = value["labs"][LAB]["experiments"][OPTIMIZERS]
    optimizers |= {
        "seeds": [0],
        "epochs": 1,
        "filters": [[3], [4]],
        "feature_maps": [3],
        "variants": {"Adam": {"optimizer": "adam"}},
        "published": [],
    }
    value["labs"][LAB]["experiments"] = {OPTIMIZERS: optimizers}
    return value


@pytest.fixture(scope="module")
def built(shared: Path) -> Workspace:
    return build_once(shared / "feature_maps", with_feature_maps())


DATA = "data/mnist-5k/mnist-5k.npz"
STATISTICS, MAPS = (f"{LAB}/{OPTIMIZERS}/feature_maps.{ending}" for ending in ("json", "npz"))
FIGURE = f"{LAB}/{OPTIMIZERS}/figures/kernels.svg"


CASES = [
    Case("nothing at all", lambda workspace: None),
    Case("other digits", experiment(OPTIMIZERS, feature_maps=[5, 2]), RECORDED, is_built=True),
    Case("no more", experiment(OPTIMIZERS, feature_maps=None), MERGED),
    Case("what is measured", code("topics/feature_maps/map_statistics"), RECORDED),
    Case("how a network is opened", code("topics/feature_maps/record_job"), RECORDED),
    Case("a figure", code("topics/feature_maps/kernels_figure"), DRAWN),
    Case("a figure lost", delete(FIGURE), DRAWN),
    Case("the finding", code("topics/feature_maps/findings"), TOLD),
    Case("edited by hand", edit_output(f"{OPTIMIZERS}/feature_maps.json"), RECORDED),
    Case("maps lost", delete(MAPS), RECORDED),
    Case(
        "Matplotlib",
        version("matplotlib"),
        DRAWN | summarized(OPTIMIZERS) - {f"summarize {OPTIMIZERS}"},
    ),
    Case("the data deleted", delete(DATA)),
    Case("the data and the maps deleted", delete(DATA, MAPS), RECORDED | {"prepare_data"}),
    Case("scores by class", code("topics/classes/evaluate_job")),
    Case(
        "the margin of equivalence",
        config(lambda value: value.update(equivalence_margin=0.01)),
        FOUND | {"find_feature_maps"},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_exactly_what_a_change_concerns_is_done_again(case: Case, workspace: Workspace) -> None:
    before = (workspace.results / STATISTICS).read_bytes()
    case.check_plan(workspace)
    if case.is_built:
        build_without_training(workspace)
        same = (workspace.results / STATISTICS).read_bytes() == before
        assert same == (case.what != "other digits")


def test_altered_weights_stop_the_build(workspace: Workspace) -> None:
    file = workspace.run(f"{OPTIMIZERS}/Adam_seed-0") / "weights.npz"
    file.write_bytes(file.read_bytes() + b" ")
    said = workspace.snakemake("--dry-run")
    assert said.returncode == 2
    assert "weights.npz is not as training left it" in said.stderr
