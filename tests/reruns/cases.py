"""A change to a built folder that trains nothing, and the stages that it concerns."""

from collections.abc import Callable
from dataclasses import dataclass

from reruns.mutations import NOTHING
from reruns.workspace import Workspace, done, planned


@dataclass(frozen=True)
class Case:
    """`is_built`: whether the test builds, too, after the dry run: one of each kind does."""

    what: str
    apply: Callable[[Workspace], None]
    stages: frozenset[str] = NOTHING
    is_built: bool = False

    def check_plan(self, workspace: Workspace) -> None:
        """Apply the change; exactly its stages are to be made, and nothing is to be trained."""
        self.apply(workspace)
        said = workspace.snakemake("--dry-run")
        assert said.returncode == 0, said.stderr + said.stdout
        assert planned(said.stdout) == (NOTHING, self.stages)


def build_without_training(workspace: Workspace) -> None:
    """Then there is nothing left to do."""
    said = workspace.snakemake()
    assert said.returncode == 0, said.stderr
    assert done(said.stderr)[0] == NOTHING
    assert planned(workspace.snakemake("--dry-run").stdout) == (set(), set())


def delete(*names: str) -> Callable[[Workspace], None]:
    """Of the results, by their path in there."""

    def apply(workspace: Workspace) -> None:
        for name in names:
            (workspace.results / name).unlink()

    return apply
