"""A build on nodes of a real Slurm, disturbed in every way, gives the bytes of one at home.

It has four jobs: the node of one fails, one is cancelled, one runs out of time, one out of memory.
"""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from cluster.local_slurm import LocalSlurm, local_slurm, what_is_missing
from cluster.small_build import EXPERIMENT, KERAS, SCRATCH, Build, building, write_config
from example_spec import EXAMPLE_SPEC
from labbook.artifacts.json_file import write_json
from labbook.artifacts.seal import FILE_NAME as SEAL
from labbook.build.snakemake_door import CLUSTER_BEGINNINGS
from real_build import ROOT
from whole_results import (
    OBSERVED,
    derived_files,
    faults,
    repeatable_files,
    run_directories,
)

pytestmark = pytest.mark.skipif(bool(what_is_missing()), reason=str(what_is_missing()))

OPTIONS = (
    *("--profile", str(ROOT / "profiles" / "slurm"), "--local-cores", "2"),
    *("--slurm-init-seconds-before-status-checks", "1"),
)
RUNS = 8
# What is said of an earlier run of the configuration, so that its job asks for 450 MB at first, in
# which TensorFlow has no room. And so little time that two runs of two seconds are a job.
CLAIMED = {
    "wall_seconds": 0.001,
    "training_cpu_seconds": 0.001,
    "cpu_seconds": 0.001,
    "peak_memory_mib": -40,
}
JOB_MINUTES = 4 / 60
ENDS = {"NODE_FAIL", "CANCELLED", "TIMEOUT", "FAILED"}
# A training asks Git for the commit when it has all but its seal. This one lets it wait, where it
# is the second of its job, until `file` is there.
GIT = """#!/bin/sh
for partial in results/runs/*/*/*_seed-1.*.$PPID.partial; do
    while test -d "$partial" && kill -0 $PPID && ! test -e '{file}'; do sleep 0.1; done
done
exec '{git}' "$@"
"""


@pytest.fixture(scope="module")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSlurm]:
    with ExitStack() as stack:
        try:
            slurm = stack.enter_context(local_slurm(tmp_path_factory.mktemp("slurm")))
        except AssertionError as error:
            pytest.skip(f"Slurm's daemons do not run here: {error}")
        yield slurm


def test_a_disturbed_build_on_nodes_gives_what_one_at_home_gives(
    slurm: LocalSlurm, plugin: Path, tmp_path: Path
) -> None:
    home, folder = tmp_path / "home", tmp_path / "cluster"
    for place in (home, folder):
        write_config(place, KERAS, SCRATCH)
    claimed = folder / "results" / "runs" / KERAS / EXPERIMENT / "units-4_seed-0.0123456789ab"
    claimed.mkdir(parents=True)
    write_json(claimed / "spec.json", EXAMPLE_SPEC)
    write_json(claimed / "timing.json", CLAIMED)
    go_on = tmp_path / "go_on"
    variables = {"PYTHONPATH": str(plugin), "PATH": waiting_git(tmp_path, go_on)}
    short = ("--config", f"job_minutes={JOB_MINUTES}")
    with building(folder, *OPTIONS, *short, **variables) as on:
        with building(home, "--cores", "1", "--until", "train_runs") as at_home:
            before = disturb(slurm, folder, on)
            # A config that is edited meanwhile concerns the next build.
            (folder / "config.yaml").write_text("in the middle of an edit: [")
            go_on.touch()
            assert at_home.end() == 0, at_home.said
        shutil.rmtree(claimed)
        on.until(lambda: len(run_directories(folder)) == RUNS)
        for run in run_directories(folder):
            for name in OBSERVED:
                shutil.copy2(run / name, home / run.relative_to(folder) / name)
        with building(home, "--cores", "1") as at_home:
            assert on.end() == 0, on.said
            assert at_home.end() == 0, at_home.said
    print(on.said)
    shutil.copy(home / "config.yaml", folder)
    assert faults(folder) == []

    # What was whole when its job died has stayed; what was lost was asked for again, with more.
    for file, changed in before.items():
        assert file.stat().st_mtime_ns == changed, file
    jobs = slurm.jobs()
    for batch in {job.batch for job in jobs if job.rule == "train_runs"}:
        first, *again = [job for job in jobs if job.batch == batch]
        assert first.state in ENDS, first
        assert again[-1].state == "COMPLETED", again
        for number, job in enumerate(again, start=1):
            assert job.memory == first.memory * 2**number
    assert {job.state for job in jobs} == {*ENDS, "COMPLETED"}

    assert repeatable_files(folder) == repeatable_files(home)
    ours, theirs = derived_files(folder), derived_files(home)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []
    assert "scratch/report.pdf" in ours


def waiting_git(folder: Path, file: Path) -> str:
    """PATH with a Git that lets the second run of each job wait for `file`."""
    programs = folder / "bin"
    programs.mkdir()
    git = programs / "git"
    git.write_text(GIT.format(file=file, git=shutil.which("git")))
    git.chmod(0o755)
    return f"{programs}:{os.environ['PATH']}"


def disturb(slurm: LocalSlurm, folder: Path, build: Build) -> dict[Path, int]:
    """End each job from scratch after its first run, while the second waits.

    The job of Keras needs no help. Returns when the files of the first runs were written.
    """
    bundles = folder / "results" / "plans" / "bundles.json"
    before: dict[Path, int] = {}
    ended: set[str] = set()

    def waiting() -> list[str]:
        """The first runs of jobs that have trained one."""
        jobs = json.loads(bundles.read_text()).values() if bundles.exists() else []
        return [
            first
            for first, _ in jobs
            if f"/{SCRATCH}/" in first and first not in ended and (folder / first / SEAL).exists()
        ]

    for way in (slurm.let_time_run_out, slurm.cancel, lambda job: slurm.kill_node(job.node)):
        build.until(lambda: bool(waiting()))
        first = waiting()[0]
        before |= {file: file.stat().st_mtime_ns for file in (folder / first).iterdir()}
        (job,) = [job for job in slurm.jobs() if job.batch.endswith(first[-12:])]
        way(job)
        ended.add(first)
    build.until(lambda: {job.state for job in slurm.jobs()} >= ENDS)
    return before


def test_ctrl_c_cancels_the_jobs(slurm: LocalSlurm, plugin: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cluster"
    write_config(folder, SCRATCH)
    earlier = len(slurm.jobs())
    variables = {"PYTHONPATH": str(plugin), "PATH": waiting_git(tmp_path, tmp_path / "never")}
    with building(folder, *OPTIONS, **variables) as build:
        build.until(lambda: bool(run_directories(folder)))
        build.process.send_signal(signal.SIGINT)
        assert build.end() != 0
    (job,) = slurm.jobs()[earlier:]
    assert job.state in {"CANCELLED", "COMPLETING"}
    assert "the same command goes on from there" in build.said


def test_what_the_plugin_says_of_itself_is_not_shown(plugin: Path) -> None:
    source = (plugin / "snakemake_executor_plugin_slurm" / "__init__.py").read_text("utf-8")
    assert f'"{CLUSTER_BEGINNINGS[0]}' in source
    assert " has been submitted with" in source
