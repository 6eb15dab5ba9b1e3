"""Change one thing in a built folder: exactly this is done again, and nothing else."""

import pytest

from reruns.mutations import MUTATIONS, Mutation
from reruns.workspace import LAB, Workspace, done, planned

ALL = [mutation for mutations in MUTATIONS.values() for mutation in mutations]


def test_there_are_enough_and_each_has_its_name() -> None:
    assert len({mutation.what for mutation in ALL}) == len(ALL) >= 40


@pytest.mark.parametrize("mutation", ALL, ids=[mutation.what for mutation in ALL])
def test_exactly_what_a_change_concerns_is_done_again(
    mutation: Mutation, workspace: Workspace
) -> None:
    report = workspace.results / LAB / "report.pdf"
    before = report.read_bytes()
    mutation.apply(workspace)
    said = workspace.snakemake("--dry-run")
    if mutation.refused is not None:
        for refusal in (said, workspace.snakemake()):
            assert refusal.returncode == 2
            assert mutation.refused in refusal.stderr
            assert "Traceback" not in refusal.stderr
        return
    assert said.returncode == 0, said.stderr + said.stdout
    assert planned(said.stdout) == (mutation.runs, mutation.stages)

    if mutation.is_built:
        said = workspace.snakemake()
        assert said.returncode == 0, said.stderr
        assert done(said.stderr) == (mutation.runs, mutation.stages)
        if mutation.is_back:
            assert report.read_bytes() == before
        said = workspace.snakemake("--dry-run")
        assert said.returncode == 0, said.stderr
        assert planned(said.stdout) == (set(), set())
