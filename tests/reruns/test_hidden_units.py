"""Hidden units: recorded while a run trains, and told without training anything."""

from pathlib import Path
from typing import Any

import pytest

from reruns.cases import Case, build_without_training, delete
from reruns.mutations import (
    MERGED,
    REPORT,
    code,
    edit_output,
    experiment,
    summarized,
    version,
)
from reruns.workspace import LAB, OPTIMIZERS, Workspace, build_once, small_config

DRAWN = REPORT | {f"draw_hidden_units {OPTIMIZERS}"}
TOLD = MERGED | {"find_hidden_units"}
GATHERED = TOLD | DRAWN | {f"gather_hidden_units {OPTIMIZERS}"}
UNITS = f"{LAB}/{OPTIMIZERS}/hidden_units.json"


def watching() -> dict[str, Any]:
    """Two of the runs of `small_config`, which are borrowed where they are trained already."""
    value = small_config()
    optimizers = value["labs"][LAB]["experiments"][OPTIMIZERS]
    optimizers |= {"hidden_units": True, "published": []}
    optimizers["variants"] = {"Adam": optimizers["variants"]["Adam"]}
    value["labs"][LAB]["experiments"] = {OPTIMIZERS: optimizers}
    return value


@pytest.fixture(scope="module")
def built(shared: Path) -> Workspace:
    return build_once(shared / "hidden_units", watching())


CASES = [
    Case("nothing at all", lambda workspace: None),
    Case("how it is gathered", code("topics/hidden_units/gather_job"), GATHERED, is_built=True),
    Case("the figure", code("topics/hidden_units/draw_job"), DRAWN),
    Case("the finding", code("topics/hidden_units/findings"), TOLD),
    Case("the table", code("topics/hidden_units/section"), REPORT),
    Case("edited by hand", edit_output(f"{OPTIMIZERS}/hidden_units.json"), GATHERED),
    Case("lost", delete(UNITS), GATHERED),
    Case("gradients", code("topics/gradients/findings")),
    Case(
        "Matplotlib",
        version("matplotlib"),
        DRAWN | summarized(OPTIMIZERS) - {f"summarize {OPTIMIZERS}"},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_exactly_what_a_change_concerns_is_done_again(case: Case, workspace: Workspace) -> None:
    before = (workspace.results / UNITS).read_bytes()
    case.check_plan(workspace)
    if case.is_built:
        build_without_training(workspace)
        assert (workspace.results / UNITS).read_bytes() == before


def test_what_cannot_be_watched_stops_the_build_in_one_sentence(workspace: Workspace) -> None:
    experiment(OPTIMIZERS, activation="elu")(workspace)
    said = workspace.snakemake("--dry-run")
    assert said.returncode == 2
    assert "has hidden_units, but no layer whose units can be dead" in said.stderr
