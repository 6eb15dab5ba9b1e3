"""Gradients by layer: recording them trains anew, drawing and telling them trains nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reruns.mutations import (
    MERGED,
    NOTHING,
    REPORT,
    WORDS,
    code,
    edit_output,
    experiment,
    summarized,
)
from reruns.workspace import LAB, MACHINE, OPTIMIZERS, Workspace, build_once, planned, small_config

DRAWN = REPORT | {f"draw_gradients {OPTIMIZERS}"}
TOLD = MERGED | {"find_gradients"}
SUMMED = TOLD | DRAWN | {f"summarize_gradients {OPTIMIZERS}"}
PLAIN = WORDS | summarized(OPTIMIZERS)


def recording() -> dict[str, Any]:
    value = small_config()
    settings = {"record_gradients": True, "seeds": [0]}
    optimizers = value["labs"][LAB]["experiments"][OPTIMIZERS] | settings
    optimizers["variants"] = {"Adam": optimizers["variants"]["Adam"]}
    value["labs"][LAB]["experiments"] = {OPTIMIZERS: optimizers}
    return value


@pytest.fixture(scope="module")
def built(shared: Path) -> Workspace:
    return build_once(shared / "gradients", recording())


def all_runs(workspace: Workspace) -> set[str]:
    folder = workspace.results / "runs" / LAB / OPTIMIZERS
    return {f"{OPTIMIZERS}/{path.name.rpartition('.')[0]}" for path in folder.iterdir()}


@dataclass(frozen=True)
class Case:
    what: str
    apply: Callable[[Workspace], None]
    stages: frozenset[str] = NOTHING
    trains: bool = False


CASES = [
    Case("nothing at all", lambda workspace: None),
    Case("no more", experiment(OPTIMIZERS, record_gradients=False), PLAIN, trains=True),
    Case("the probe", code("training/gradient_probe"), PLAIN | SUMMED, trains=True),
    Case("the summary", code("topics/gradients/summarize_job"), SUMMED),
    Case("a figure", code("topics/gradients/heat_map_figure"), DRAWN),
    Case("the finding", code("topics/gradients/findings"), TOLD),
    Case("edited by hand", edit_output(f"{OPTIMIZERS}/gradients.json"), SUMMED),
]


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_exactly_what_a_change_concerns_is_done_again(case: Case, workspace: Workspace) -> None:
    runs = all_runs(workspace)
    assert runs
    case.apply(workspace)
    said = workspace.snakemake("--dry-run")
    assert said.returncode == 0, said.stderr + said.stdout
    found, stages = planned(said.stdout)
    assert (found, stages - MACHINE) == (runs if case.trains else NOTHING, case.stages)


def test_altered_gradients_stop_the_build(workspace: Workspace) -> None:
    file = workspace.run(f"{OPTIMIZERS}/Adam_seed-0") / "gradients.npz"
    file.write_bytes(file.read_bytes() + b" ")
    said = workspace.snakemake("--dry-run")
    assert said.returncode == 2
    assert "gradients.npz is not as training left it" in said.stderr
