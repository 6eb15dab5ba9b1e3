"""What all tests share: child processes find the package, and nothing else of this machine.

Hypothesis tries 200 examples of a test that says nothing else, and 10,000 with
HYPOTHESIS_PROFILE=thorough. Where CI is set they are the same in every run, so that a commit passes
or fails by what it changes.
"""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

from labbook.data.datasets.mnist import ENTRY as MNIST

WORKFLOW = Path(__file__).parents[1] / "workflow"
os.environ["PYTHONPATH"] = str(WORKFLOW)

# A shell lets what it starts in the background ignore Ctrl-C, and so would all that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Nothing is asserted about elapsed time.
settings.register_profile(
    "ordinary",
    max_examples=50 if "CI" in os.environ else 200,
    deadline=None,
    derandomize="CI" in os.environ,
)
settings.register_profile("thorough", max_examples=10_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ordinary"))

FULL_MNIST = os.environ.get("LABBOOK_DATA")

# What takes longest begins first, so that all workers of pytest-xdist end together; each file is
# one worker's. The last of these uses what others of its folder have built.
LONGEST = (
    "cluster/test_slurm.py",
    "reruns/test_reruns.py",
    "end_to_end/test_failed_runs.py",
    "end_to_end/test_full_disk.py",
    "reruns/test_topics.py",
    "browser/test_layout.py",
    "training/test_shared_process.py",
    "end_to_end/test_kills.py",
    "reruns/test_search.py",
    "end_to_end/test_examples.py",
    "end_to_end/test_two_builds.py",
    "reruns/test_own_functions.py",
    "reruns/test_notebook.py",
    "reruns/test_svhn.py",
    "reruns/test_from_scratch.py",
    "training/test_regularization.py",
    "reruns/test_audit.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture
def nothing_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty working directory, no data of this machine and no way out of it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LABBOOK_DATA", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras_home"))
    monkeypatch.setenv("LABBOOK_MIRRORS", "")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def full_mnist() -> Path:
    """The folder of the four canonical files."""
    for folder in (Path(FULL_MNIST), Path(FULL_MNIST) / "mnist") if FULL_MNIST else ():
        if all((folder / file.name).is_file() for file in MNIST.files):
            return folder
    pytest.skip("LABBOOK_DATA names no folder with the four gzipped files of MNIST")
