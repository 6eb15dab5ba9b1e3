"""A build that is killed, at whatever moment, goes on with the same command and ends the same."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from whole_results import derived_files, faults, repeatable_files, run_directories

# Once in each of the moments below; more, and others, when asked for.
KILLS = int(os.environ.get("LABBOOK_SOAK_KILLS", "10"))
SEED = int(os.environ.get("LABBOOK_SOAK_SEED", "0"))
LONGEST_WAIT = 600.0

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills a group of processes")


@dataclass(frozen=True)
class Moment:
    """A stretch of a build to fall into: from `begun` on, for about `seconds`.

    `again`: what to remove beforehand, by patterns, so that this stretch comes in the next build.
    """

    name: str
    seconds: float
    begun: str | None = None
    again: tuple[str, ...] = ()


MOMENTS = (
    Moment("start-up", 1.3),
    Moment(
        "data",
        1.2,
        "results/logs/mnist-5k/prepare_data.log",
        ("results/stages/mnist-5k/*.receipt.json", "results/runs/*/*/batch_size-100_*"),
    ),
    Moment("training", 5.0, "results/logs/runs/*/*/*.log", ("results/runs/*/*/batch_size-100_*",)),
    Moment("rename", 0.03, "results/runs/*/*/*.partial", ("results/runs/*/*/batch_size-10000_*",)),
    *(
        Moment(
            name,
            seconds,
            f"results/logs/{place}/{name}.log",
            (f"results/stages/{place}/{name}.receipt.json",),
        )
        for name, place, seconds in (
            ("summarize", "lab3_keras/single_neuron", 1.2),
            ("find_results", "lab3_keras", 1.5),
            ("draw_curves", "lab3_keras/single_neuron", 2.5),
            ("compose", "lab3_keras", 1.2),
            ("typeset", "lab3_keras", 1.3),
        )
    ),
    Moment("anywhere", 8.0, again=("results/runs/*/*/batch_size-10000_*",)),
)


def test_killed_at_random_moments_it_ends_with_the_same_bytes(
    built, new_build, tiny, tmp_path: Path
) -> None:
    # Two of the runs that the undisturbed build has trained.
    tiny["defaults"]["epochs"] = built.config["defaults"]["epochs"]
    killed = new_build(tiny, "killed")

    choose = random.Random(SEED)
    print(f"LABBOOK_SOAK_SEED={SEED}")
    for number in range(KILLS):
        moment = MOMENTS[number % len(MOMENTS)]
        delay = choose.uniform(0.0, moment.seconds)
        _remove(killed.folder, moment.again)
        document = killed.results / "report.pdf"
        had_document = document.exists()
        fell = _kill_within(killed, moment, delay, tmp_path / "said.txt")
        print(f"{number + 1:2}. {moment.name}, {delay:.3f} s: {fell}", flush=True)
        assert faults(killed.folder) == []
        assert document.exists() or not had_document
    _remove(killed.folder, ["results/runs/*/*/*"])
    _kill_snakemake_alone(killed, tmp_path / "said.txt")
    assert faults(killed.folder) == []

    assert_built(killed)
    assert not list((killed.folder / "results").rglob("*.partial"))
    assert faults(killed.folder) == []
    assert len(run_directories(killed.folder)) == 2
    ours, theirs = repeatable_files(killed.folder), repeatable_files(built.folder)
    assert [name for name in ours if ours[name] != theirs[name]] == []
    said = killed.snakemake()
    assert said.returncode == 0, said.stderr
    assert "Nothing to be done" in said.stderr

    # Derived files name the seconds of CPU that each training took, so they are compared with what
    # an undisturbed pass makes of the same trainings.
    again = new_build(tiny, "again")
    for kept in ("runs", "data"):
        shutil.copytree(killed.folder / "results" / kept, again.folder / "results" / kept)
    trained = again.written()
    assert_built(again)
    assert again.written() == trained
    ours, theirs = derived_files(killed.folder), derived_files(again.folder)
    assert ours.keys() == theirs.keys()
    assert len(ours) > 12
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_a_job_of_several_runs_that_is_killed_loses_the_one_it_was_at(
    prepared_build, tiny, tmp_path: Path
) -> None:
    neuron = tiny["labs"]["lab3_keras"]["experiments"]["single_neuron"]
    # Enough that the second run can be fallen into.
    tiny["defaults"] |= {"seeds": [0, 1, 2], "epochs": 1000}
    neuron |= {"sweep": {"batch_size": [10000]}, "published": []}
    build = prepared_build(tiny, "batch")
    started = build.start(said=tmp_path / "said.txt", cores=1)
    _await(
        lambda: (
            len(run_directories(build.folder)) == 1
            and list(build.folder.glob("results/runs/*/*/*.partial"))
        ),
        started,
    )
    _kill_group(started)
    (whole,) = run_directories(build.folder)
    assert faults(build.folder) == []
    before = {file: file.stat().st_mtime_ns for file in whole.iterdir()}

    planned = json.loads((build.folder / "results/plans/runs.json").read_text("utf-8"))
    said = build.snakemake(*(f"{run}/complete.json" for run in planned))
    assert said.returncode == 0, said.stderr
    assert len(run_directories(build.folder)) == 3
    assert {file: file.stat().st_mtime_ns for file in whole.iterdir()} == before


def assert_built(build) -> None:
    said = build.snakemake()
    assert said.returncode == 0, said.stderr
    assert (build.results / "report.pdf").is_file()


def _kill_within(build, moment: Moment, delay: float, said: Path) -> str:
    """Start a build and kill it `delay` seconds after `moment` has begun; where that was."""
    before = _times(build.folder, moment.begun)
    started = build.start(said=said)
    if moment.begun is not None:
        _await(lambda: _times(build.folder, moment.begun).items() - before.items(), started)
    time.sleep(delay)
    ended = started.poll()
    if ended is None:
        # Looking around takes longer than a rename.
        os.killpg(started.pid, signal.SIGSTOP)
    jobs = sorted(set(_commands_at_work(started.pid)))
    _kill_group(started)
    if ended is not None:
        assert ended == 0, said.read_text("utf-8")
        return "it had ended"
    left = [path.name for path in (build.folder / "results").rglob("*.partial")]
    return ", ".join([*jobs, *left]) or "Snakemake alone"


def _kill_snakemake_alone(build, said: Path) -> None:
    """While both runs are trained; then nobody works on."""
    log = "results/logs/runs/*/*/*.log"
    before = _times(build.folder, log)
    started = build.start(said=said)
    _await(lambda: len(_times(build.folder, log).items() - before.items()) == 2, started)
    jobs = psutil.Process(started.pid).children(recursive=True)
    assert any("labbook.workers.worker" in _command_line(job) for job in jobs)
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    _, alive = psutil.wait_procs(jobs, timeout=30)
    assert alive == []


def _kill_group(started: "subprocess.Popen[bytes]") -> None:
    """Kill all of a build at once, and wait until none of it is left."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(started.pid, signal.SIGKILL)
    started.wait()
    _await(lambda: not list(_living(started.pid)))


def _living(group: int) -> Iterator[int]:
    for process in psutil.process_iter(["pid", "status"]):
        try:
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                yield process.pid
        except (psutil.NoSuchProcess, ProcessLookupError):
            continue


def _commands_at_work(pid: int) -> Iterator[str]:
    """Of the package, without `labbook.commands.`."""
    try:
        children = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return
    for child in children:
        words = _command_line(child)
        module = next((word for word in words if word.startswith("labbook.")), None)
        if module:
            order = next((word for word in words if word.endswith(".order.json")), "")
            yield Path(order).name.split(".")[0] or module.rpartition(".")[2]


def _command_line(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _times(folder: Path, pattern: str | None) -> dict[Path, int]:
    found: dict[Path, int] = {}
    for path in folder.glob(pattern) if pattern else ():
        try:
            found[path] = path.stat().st_mtime_ns
        except FileNotFoundError:
            continue
    return found


def _remove(folder: Path, patterns: Iterable[str]) -> None:
    for path in [path for pattern in patterns for path in folder.glob(pattern)]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _await(condition: Callable[[], object], build: "subprocess.Popen[bytes] | None" = None) -> None:
    """Until `condition` holds, or `build` has ended."""
    end = time.monotonic() + LONGEST_WAIT
    while not condition() and (build is None or build.poll() is None):
        assert time.monotonic() < end, "what was waited for did not come"
        time.sleep(0.002)
