"""One build for all mutations, and under pytest-xdist for all workers."""

import os
from pathlib import Path

import pytest

from reruns.workspace import Workspace, build_once, copied, small_config


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers see."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def built(shared: Path) -> Workspace:
    """The finished build: look, do not touch."""
    return build_once(shared / "reruns", small_config())


@pytest.fixture
def workspace(built: Workspace, tmp_path: Path) -> Workspace:
    """A copy to be changed."""
    return copied(built, tmp_path)
