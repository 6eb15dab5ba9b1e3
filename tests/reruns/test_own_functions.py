"""A network and a metric of one's own: what an edit of their files does again, and what not."""

import csv
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from labbook.artifacts.predictions import read_predictions
from reruns.cases import Case, build_without_training
from reruns.mutations import MERGED, REPORT, after, code
from reruns.workspace import LAB, NEURON, OPTIMIZERS, Workspace, build_once, planned, small_config

MEASURED = MERGED | {f"measure {OPTIMIZERS}", f"measure {NEURON}"}
MINE = {f"{OPTIMIZERS}/Mine_seed-{seed}" for seed in (0, 1)}


def with_own_functions() -> dict[str, Any]:
    """A network of one's own beside Adam's, and an experiment of ours alone.

    Runs that are trained already are borrowed.
    """
    value = small_config()
    lab = value["labs"][LAB]
    optimizers = lab["experiments"][OPTIMIZERS] | {"published": []}
    optimizers["variants"] = {
        "Adam": optimizers["variants"]["Adam"],
        "Mine": {"optimizer": "adam", "model": {"file": "networks/mine.py"}},
    }
    neuron = lab["experiments"][NEURON] | {"published": []}
    lab["experiments"] = {NEURON: neuron, OPTIMIZERS: optimizers}
    lab["metrics"] = {"squared": {"file": "metrics/mine.py", "title": "squared accuracy"}}
    return value


@pytest.fixture(scope="module")
def built(shared: Path) -> Workspace:
    return build_once(shared / "own_functions", with_own_functions())


def edit(file: str, old: str, new: str) -> Callable[[Workspace], None]:
    return lambda workspace: workspace.replace(workspace.build / file, old, new)


CASES = [
    Case("a comment on the network", edit("networks/mine.py", "\n", "\n# Mine.\n")),
    Case("a comment on the metric", edit("metrics/mine.py", "\n", "\n# Mine.\n")),
    Case("the metric", edit("metrics/mine.py", "** 2", "** 3"), MEASURED, is_built=True),
    Case("how it is worked out", code("metrics/own_metric"), MEASURED),
    Case("the table of layers", code("topics/own_network/section"), REPORT),
]


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_exactly_what_a_change_concerns_is_done_again(case: Case, workspace: Workspace) -> None:
    case.check_plan(workspace)
    if case.is_built:
        build_without_training(workspace)


def test_an_edit_of_the_network_trains_its_runs_and_says_so(workspace: Workspace) -> None:
    edit("networks/mine.py", '"relu"', '"tanh"')(workspace)
    said = workspace.snakemake("--dry-run")
    runs, stages = planned(said.stdout)
    assert runs == MINE
    assert f"measure {OPTIMIZERS}" in stages <= after(OPTIMIZERS) | MEASURED
    assert "Mine, seeds 0, 1: networks/mine.py changed" in said.stderr


def test_an_error_in_the_network_stops_the_build_with_its_line(workspace: Workspace) -> None:
    edit("networks/mine.py", "return keras", "return foo and keras")(workspace)
    said = workspace.snakemake("--dry-run")
    assert said.returncode == 2
    assert (
        f"config.yaml: labs.{LAB}.experiments.{OPTIMIZERS}.model: networks/mine.py, line 6: "
        "NameError: name 'foo' is not defined." in said.stderr
    )


def test_the_metric_is_that_of_the_stored_answers(built: Workspace) -> None:
    text = (built.results / LAB / "metrics.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == 6
    for row in rows:
        answers = read_predictions(
            built.run(f"{row['experiment']}/{row['run']}") / "predictions.npz"
        )
        right = np.mean(answers.probabilities.argmax(axis=1) == answers.labels)
        assert float(row["squared"]) == right**2


def test_the_report_has_layers_engine_and_metric(built: Workspace) -> None:
    page = (built.results / LAB / "report.html").read_text(encoding="utf-8")
    for words in ("build in networks/mine.py", "an epoch compiled by XLA", "squared accuracy"):
        assert words in page


def test_the_files_are_handed_in(workspace: Workspace) -> None:
    said = workspace.snakemake("hand_in", "--config", "hand_in_anyway=[subset, placeholders]")
    assert said.returncode == 0, said.stderr
    (archive,) = workspace.results.glob("hand_in/*.tar.bz2")
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    assert {"networks/mine.py", "metrics/mine.py"} <= names
    # Whoever asks again gets it again.
    archive.unlink()
    said = workspace.snakemake("hand_in", "--config", "hand_in_anyway=[subset, placeholders]")
    assert archive.exists(), said.stderr
