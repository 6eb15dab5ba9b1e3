"""A build on two nodes of a real Slurm, disturbed in every way, gives the bytes of one at home.

It has four jobs: the node of one fails, one is cancelled, one runs out of time, one out of memory.
"""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml

from cluster.local_slurm import LocalSlurm, local_slurm, what_is_missing
from labbook.artifacts.seal import FILE_NAME as SEAL
from labbook.build.snakemake_door import CLUSTER_BEGINNINGS
from real_build import ROOT, SNAKEMAKE, environment
from whole_results import (
    OBSERVED,
    derived_files,
    faults,
    repeatable_files,
    run_directories,
)

pytestmark = pytest.mark.skipif(bool(what_is_missing()), reason=str(what_is_missing()))

LONGEST_WAIT = 400.0
KERAS, NUMPY = "lab3_keras/single_neuron", "lab2_numpy/multiclass"
# Of an earlier run of the configuration. Less than nothing, so that no TensorFlow fits in what is
# asked for at first.
CLAIMED_MIB = -100


def small_config() -> dict:
    """Of two labs one experiment each: two runs of Keras, and six from scratch."""
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    config |= {"dataset": "mnist-5k", "dataset_path": None, "date": "1 June"}
    config["student"] = {"first_name": "Ada", "last_name": "Lovelace", "group": "thursday"}
    for place, sweep, changed in (
        (KERAS, {"batch_size": [100]}, {"epochs": 1, "seeds": [0, 1]}),
        (NUMPY, {"learning_rate": [0.5, 1.0]}, {"epochs": 500, "seeds": [0, 1, 2]}),
    ):
        lab, name = place.split("/")
        experiment = config["labs"][lab]["experiments"][name] | {"sweep": sweep} | changed
        del experiment["published"], experiment["published_source"]
        experiment.pop("published_note", None)
        config["labs"][lab]["experiments"] = {name: experiment}
    config["labs"] = {
        place.split("/")[0]: config["labs"][place.split("/")[0]] for place in (KERAS, NUMPY)
    }
    return config


def snakemake(folder: Path, *arguments: str) -> list[str]:
    project = ("--snakefile", str(ROOT / "Snakefile"), "--directory", str(folder))
    return [str(SNAKEMAKE), *project, *arguments]


def build(folder: Path, *arguments: str) -> None:
    """At home."""
    words = snakemake(folder, "--cores", "1", *arguments)
    done = subprocess.run(
        words, env=environment(folder), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All runs, trained at home."""
    folder = tmp_path_factory.mktemp("home") / "build"
    folder.mkdir()
    (folder / "config.yaml").write_text(yaml.safe_dump(small_config(), sort_keys=False))
    build(folder, "--until", "train_runs")
    return folder


@pytest.fixture(scope="module")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSlurm]:
    with ExitStack() as stack:
        try:
            slurm = stack.enter_context(local_slurm(tmp_path_factory.mktemp("slurm")))
        except AssertionError as error:
            pytest.skip(f"Slurm's daemons do not run here: {error}")
        yield slurm


def test_a_disturbed_build_on_two_nodes_gives_what_one_at_home_gives(
    trained: Path, slurm: LocalSlurm, plugin: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "build"
    folder.mkdir()
    shutil.copy(trained / "config.yaml", folder)
    claimed = claim_little_memory(trained, folder)
    said = tmp_path / "said"
    profile = ("--profile", str(ROOT / "profiles" / "slurm"), "--local-cores", "2")
    words = snakemake(folder, *profile, "--slurm-init-seconds-before-status-checks", "3")
    with said.open("wb") as file:
        started = subprocess.Popen(
            [*words, "--config", "job_minutes=0.12"],
            env=environment(folder) | {"PYTHONPATH": str(plugin)},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        before = disturb(slurm, folder, started, said)
        # A config that is edited meanwhile concerns the next build.
        (folder / "config.yaml").write_text("in the middle of an edit: [")
        assert started.wait(timeout=LONGEST_WAIT) == 0, said.read_text("utf-8")
    finally:
        started.kill()
    text = said.read_text("utf-8")
    print(text)
    shutil.copy(trained / "config.yaml", folder)
    shutil.rmtree(claimed)
    assert faults(folder) == []

    # What was whole when its job died has stayed; what was lost was asked for again, with more.
    for file, changed in before.items():
        assert file.stat().st_mtime_ns == changed, file
    jobs = slurm.jobs()
    for batch in {job.batch for job in jobs if job.rule == "train_runs"}:
        first, *again = [job for job in jobs if job.batch == batch]
        assert first.state in {"NODE_FAIL", "CANCELLED", "TIMEOUT", "FAILED"}, first
        assert again[-1].state == "COMPLETED", again
        for number, job in enumerate(again, start=1):
            assert job.memory == first.memory * 2**number
    assert {job.state for job in jobs} == {
        *("NODE_FAIL", "CANCELLED", "TIMEOUT", "FAILED", "COMPLETED"),
    }

    assert repeatable_files(folder) == repeatable_files(trained)
    for run in run_directories(folder):
        for name in OBSERVED:
            shutil.copy2(run / name, trained / run.relative_to(folder) / name)
    build(trained)
    ours, theirs = derived_files(folder), derived_files(trained)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []
    assert "lab2_numpy/report.pdf" in ours


def claim_little_memory(trained: Path, folder: Path) -> Path:
    """Leave in `folder` a run of other settings whose record makes its configuration seem small."""
    run = next(path for path in run_directories(trained) if KERAS in str(path))
    name = f"{run.name.rpartition('.')[0]}.0123456789ab"
    claimed = folder / "results" / "runs" / KERAS / name
    shutil.copytree(run, claimed)
    timing = claimed / "timing.json"
    timing.write_text(json.dumps(json.loads(timing.read_text()) | {"peak_memory_mib": CLAIMED_MIB}))
    return claimed


def disturb(
    slurm: LocalSlurm, folder: Path, started: "subprocess.Popen[bytes]", said: Path
) -> dict[Path, int]:
    """End each job from scratch after its first run; when the files of that run were written.

    The job of Keras needs no help.
    """
    jobs, looked = slurm.jobs(), time.monotonic()
    bundles = folder / "results" / "plans" / "bundles.json"
    before: dict[Path, int] = {}
    ways = [slurm.cancel, slurm.let_time_run_out]
    ended: set[str] = set()
    end = time.monotonic() + LONGEST_WAIT
    while len(ended) < 3:
        assert started.poll() is None, said.read_text("utf-8")
        assert time.monotonic() < end, said.read_text("utf-8")
        time.sleep(0.02)
        if time.monotonic() > looked + 1:
            jobs, looked = slurm.jobs(), time.monotonic()
        for first, *others in json.loads(bundles.read_text()).values() if bundles.exists() else ():
            if NUMPY not in first or first in ended or not (folder / first / SEAL).exists():
                continue
            (job,) = (job for job in jobs if job.batch.endswith(first[-12:]))
            slurm.stop(job)
            assert not any((folder / run / SEAL).exists() for run in others), "it was too fast"
            before |= {file: file.stat().st_mtime_ns for file in (folder / first).iterdir()}
            # Where the first job is that was asked for; it has room for no other.
            if job.node == "n2":
                slurm.kill_node("n2")
            else:
                ways.pop()(job)
            ended.add(first)
    assert not ways
    return before


def test_what_the_plugin_says_of_itself_is_not_shown(plugin: Path) -> None:
    source = (plugin / "snakemake_executor_plugin_slurm" / "__init__.py").read_text("utf-8")
    assert f'"{CLUSTER_BEGINNINGS[0]}' in source
    assert " has been submitted with" in source
