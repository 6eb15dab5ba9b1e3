"""A disk without room: a sentence, a bad exit code, and all that was there is there still."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from whole_results import faults, finished_files, run_directories

resource = pytest.importorskip("resource", reason="needs the limits of a Unix system")

MAKE_ROOM = "; make room and run the same command again, which goes on from there"
NO_ROOM = re.compile(r"labbook: (\S+) cannot be written: [^;]+" + MAKE_ROOM)


def limited_to(kibibytes: int) -> Callable[[], None]:
    """To be called in the child process: no file of it, or of its children, may become larger."""
    limit = kibibytes * 1024

    def limit_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return limit_files


def ask_for_more(build, batch_sizes: list[int]) -> None:
    """A config in which the single neuron has these sizes alone, and of each a run more."""
    config = build.config
    neuron = config["labs"]["lab3_keras"]["experiments"]["single_neuron"]
    neuron["seeds"] = [0, 1, 2]
    neuron["sweep"] = {"batch_size": batch_sizes}
    neuron["published"] = [
        one for one in neuron["published"] if one["of"]["batch_size"] in batch_sizes
    ]
    build.write_config(config)


def contents(build) -> dict[Path, bytes]:
    """What a build has left for its user: runs, tables, figures, reports."""
    folders = {"builds", "plans", "stages"}
    return {
        path: path.read_bytes()
        for path in finished_files(build.folder)
        if path.relative_to(build.folder / "results").parts[0] not in folders
    }


def is_kept(path: Path) -> bool:
    """False for what another experiment's new runs change before the disk is full."""
    return path.parent.name != "single_neuron" and path.parts[-3] != "single_neuron"


def sentences(said: subprocess.CompletedProcess[str]) -> list[str]:
    """What there was no room for, by its path."""
    assert said.returncode != 0
    assert "Traceback" not in said.stdout + said.stderr, said.stderr
    assert "Logging error" not in said.stderr
    return NO_ROOM.findall(said.stderr)


def assert_nothing_lost(build, before: dict[Path, bytes]) -> None:
    after = contents(build)
    assert [path for path in before if before[path] != after.get(path)] == []
    assert faults(build.folder) == []
    assert not list((build.folder / "results").rglob("*.partial"))


def assert_finishes(build, *targets: str) -> None:
    said = build.snakemake(*targets)
    assert said.returncode == 0, said.stderr
    assert faults(build.folder) == []


def test_no_room_for_predictions(copied) -> None:
    """Those of ten classes take 40 KiB, those of one neuron 5."""
    ask_for_more(copied, [100])
    config = copied.config
    optimizers = config["labs"]["lab3_keras"]["experiments"]["optimizers"]
    optimizers |= {"seeds": [0, 1, 2], "variants": {"Adam": optimizers["variants"]["Adam"]}}
    optimizers["published"] = [one for one in optimizers["published"] if one["of"] == "Adam"]
    copied.write_config(config)
    before = contents(copied)
    summaries = [
        f"results/lab3_keras/{name}/summary.json" for name in ("single_neuron", "optimizers")
    ]
    said = copied.snakemake("--keep-going", *summaries, preexec_fn=limited_to(38))
    run = r"results/runs/lab3_keras/optimizers/\S+_seed-2\.\w+\.\d+\.partial/predictions\.npz"
    (file,) = sentences(said)
    assert re.fullmatch(run, file)
    # The tables of the experiment that could be finished are new.
    assert_nothing_lost(copied, {path: before[path] for path in before if is_kept(path)})
    # What there was room for is there.
    new = {path.name.partition(".")[0] for path in run_directories(copied.folder)}
    assert "batch_size-100_seed-2" in new

    runs = set(copied.runs())
    assert_finishes(copied, *summaries)
    assert len(set(copied.runs()) - runs) == 1


def test_no_room_for_what_is_made_of_the_runs(copied) -> None:
    stages = copied.folder / "results" / "stages"
    before = contents(copied)
    for stage, kibibytes, file in (
        ("draw_curves", 20, r"single_neuron/figures/\w+\.svg"),
        ("compose", 100, "report.html"),
        ("typeset", 40, "report.pdf"),
    ):
        for receipt in stages.rglob(f"{stage}.receipt.json"):
            if stage != "draw_curves" or receipt.parent.name == "single_neuron":
                receipt.unlink()
        said = copied.snakemake(preexec_fn=limited_to(kibibytes))
        (found,) = sentences(said)
        assert re.fullmatch(f"results/lab3_keras/{file}", found)
        assert_nothing_lost(copied, before)
        if stage == "compose":
            assert copied.snakemake("--until", stage).returncode == 0
    assert_finishes(copied)
    assert contents(copied) == before


def test_no_room_for_the_data(new_build, tiny) -> None:
    build = new_build(tiny)
    said = build.snakemake(preexec_fn=limited_to(1000))
    assert sentences(said) == ["results/data/mnist-5k/mnist-5k.npz"]
    assert build.runs() == {}
    assert faults(build.folder) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("needs root, to mount a small file system")
    mounting = ["mount", "-t", "tmpfs", "-o", "size=24m", "labbook-test", str(folder)]
    mounted = subprocess.run(mounting, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"a small file system cannot be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def on_small_disk(built, small_disk: Path):
    """A finished build on a disk of its own."""
    build = replace(built, folder=small_disk / "build", said=None)
    shutil.copytree(built.folder, build.folder)
    return build


def fill(disk: Path, but: int) -> Path:
    """Leave `but` KiB of room."""
    filling = disk / "filling"
    filling.write_bytes(b"")
    with filling.open("wb") as file:
        left = os.statvfs(disk)
        file.write(bytes(left.f_bavail * left.f_frsize - but * 1024))
    return filling


# Elsewhere than on the full disk, as a home is that is not full too: without a place for its copy
# of the Snakefile, Snakemake ends in a traceback of its own before it reads a line of ours.
@pytest.fixture
def cache(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}


def test_a_disk_that_is_full(on_small_disk, small_disk: Path, cache: dict[str, str]) -> None:
    build = on_small_disk
    ask_for_more(build, [10000, 100])
    before = {path: text for path, text in contents(build).items() if is_kept(path)}
    left = []
    # Side by side, two jobs may have no room at once.
    for kibibytes, cores in ((0, 1), (8, 1), (40, 2), (160, 1)):
        filling = fill(small_disk, kibibytes)
        said = build.snakemake(env=cache, cores=cores)
        filling.unlink()
        complaints = [
            line
            for line in said.stderr.splitlines()
            if line.startswith("labbook: ") and "cannot be written" in line
        ]
        assert said.returncode != 0
        assert 1 <= len(complaints) <= 2
        assert all("No space left on device" in line for line in complaints)
        assert re.search(r"Traceback|Logging error|Exception", said.stdout + said.stderr) is None
        left.append(contents(build))
        assert faults(build.folder) == []

    assert_finishes(build)
    finished = contents(build)
    # Where there was room for a table of the new runs, it is whole; all else is as it was.
    for found in left:
        for path, content in before.items():
            assert found.get(path) in (content, finished[path]), path


def test_a_full_disk_is_no_matter_if_nothing_is_to_be_done(
    copied, small_disk: Path, cache: dict[str, str]
) -> None:
    build = replace(copied, folder=small_disk / "build")
    shutil.copytree(copied.folder, build.folder)
    said = build.snakemake(env=cache)
    assert said.returncode == 0, said.stderr
    before = contents(build)
    fill(small_disk, 0)
    said = build.snakemake(env=cache)
    assert said.returncode == 0, said.stderr
    assert "Nothing to be done" in said.stderr
    assert "Traceback" not in said.stderr
    assert_nothing_lost(build, before)
