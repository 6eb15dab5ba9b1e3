"""One build for all mutations, and under pytest-xdist for all workers."""

import os
import shutil
from pathlib import Path

import pytest

from real_build import copy_project, first_to_make, wait_for
from reruns.workspace import Workspace, small_config, write_config


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The finished build: look, do not touch."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "reruns"
    finished = shared / "finished"
    workspace = Workspace(shared / "build", shared / "project")
    if first_to_make(shared):
        copy_project(workspace.project)
        workspace.build.mkdir()
        write_config(workspace.build / "config.yaml", small_config())
        said = workspace.snakemake()
        assert said.returncode == 0, said.stderr
        finished.touch()
    wait_for(finished, seconds=900)
    return workspace


@pytest.fixture
def workspace(built: Workspace, tmp_path: Path) -> Workspace:
    """A copy of build and project with all their times."""
    shutil.copytree(built.build, tmp_path / "build")
    shutil.copytree(built.project, tmp_path / "project")
    return Workspace(tmp_path / "build", tmp_path / "project")
