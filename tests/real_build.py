"""What it takes to call the real Snakemake on a copy of the project, as a user would."""

import os
import shutil
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SNAKEMAKE = Path(sys.executable).with_name("snakemake")
# Of these tests, and nothing to a user's build.
OWN_VARIABLES = {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LABBOOK_DATA", "SNAKEMAKE_PROFILE"}


def command(project: Path, folder: Path, *arguments: str, cores: int = 1) -> list[str]:
    """`snakemake` with the Snakefile of `project` in the working directory `folder`.

    On one core, unless it is about more: each further one has workers that import the same again.
    """
    return [
        *(str(SNAKEMAKE), "--snakefile", str(project / "Snakefile")),
        *("--directory", str(folder), "--cores", str(cores), *arguments),
    ]


def environment(folder: Path) -> dict[str, str]:
    """That of a process which knows nothing of these tests.

    The cache is beside the folder, so that a test may fill the one or look at all files of it.
    """
    inherited = {name: text for name, text in os.environ.items() if name not in OWN_VARIABLES}
    return {**inherited, "XDG_CACHE_HOME": str(folder.with_name(".cache"))}


def copy_project(folder: Path) -> Path:
    """What of the project takes part in a build, and of its code what is compiled already."""
    folder.mkdir(parents=True)
    for name in ("Snakefile", "pyproject.toml"):
        shutil.copy2(ROOT / name, folder / name)
    # `x.pyc.123` is not yet a whole `x.pyc`.
    unfinished = shutil.ignore_patterns("*.pyc.*", ".*")
    for name in ("workflow", "templates", "profiles"):
        shutil.copytree(ROOT / name, folder / name, ignore=unfinished)
    # The shipped config names it.
    sample = Path("docs") / "images" / "sample_digit.jpg"
    (folder / sample).parent.mkdir(parents=True)
    shutil.copy2(ROOT / sample, folder / sample)
    return folder


def borrow_prepared(results: Path, others: Path) -> None:
    """Copy what a finished build has made of no run; `others` are its results.

    That is the prepared digits with their receipt, reduced fonts and compiled templates. What of
    these does not fit is made anew.
    """
    for place in ("kept", "data/mnist-5k", "stages/mnist-5k"):
        if (others / place).exists():
            shutil.copytree(others / place, results / place, dirs_exist_ok=True)


def first_to_make(folder: Path) -> bool:
    """True for one of several workers of pytest-xdist, which makes what all of them use."""
    try:
        folder.mkdir()
    except FileExistsError:
        return False
    return True


def tell_failure(file: Path) -> None:
    """Let the workers that wait for `file` know that it will not be made."""
    file.with_suffix(".failed").touch()


def wait_for(file: Path, seconds: float) -> None:
    """Until another worker has made `file`."""
    end = time.monotonic() + seconds
    while not file.exists():
        assert not file.with_suffix(".failed").exists(), "it was not made; see the first failure"
        assert time.monotonic() < end, f"{file} was not made; see the first failure"
        time.sleep(0.2)
