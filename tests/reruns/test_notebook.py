"""A lab with a notebook: what has it executed again, and what does not."""

from pathlib import Path

import pytest

from reruns.mutations import Mutation
from reruns.notebook_mutations import NOTEBOOK_MUTATIONS, notebook_config
from reruns.workspace import LAB, MACHINE, Workspace, build_once, done, planned


@pytest.fixture(scope="module")
def built(shared: Path) -> Workspace:
    return build_once(shared / "notebook", notebook_config())


@pytest.mark.parametrize(
    "mutation", NOTEBOOK_MUTATIONS, ids=[mutation.what for mutation in NOTEBOOK_MUTATIONS]
)
def test_exactly_what_a_change_concerns_is_done_again(
    mutation: Mutation, workspace: Workspace
) -> None:
    mutation.apply(workspace)
    said = workspace.snakemake("--dry-run")
    assert said.returncode == 0, said.stderr + said.stdout
    runs, stages = planned(said.stdout)
    assert (runs, stages - MACHINE) == (mutation.runs, mutation.stages - MACHINE)
    if mutation.is_built:
        said = workspace.snakemake()
        assert said.returncode == 0, said.stderr
        assert done(said.stderr) == (runs, stages)
        assert planned(workspace.snakemake("--dry-run").stdout) == (set(), set())


def test_the_report_prints_the_notebooks_accuracy(built: Workspace) -> None:
    page = (built.results / LAB / "report.html").read_text(encoding="utf-8")
    assert "notebook.ipynb" in page
    assert "The notebook’s network reaches a test accuracy of" in page
    assert (built.results / LAB / "notebook.ipynb").is_file()
