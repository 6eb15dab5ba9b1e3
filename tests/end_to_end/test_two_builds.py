"""Two builds in one folder: one works, the other says so and keeps its hands off."""

import copy
import os
import random
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from whole_results import derived_files, faults, repeatable_files, run_directories

ROUNDS = 4
PAGE = "results/lab3_keras/report.html"
SUMMARY = "results/lab3_keras/single_neuron/summary.json"
LONGEST_WAIT = 300.0
REFUSED = "labbook: another build is at work in "

pytestmark = pytest.mark.skipif(os.name != "posix", reason="starts sessions")


def with_sizes(config: dict, number: int) -> dict:
    """The config with so many of its two batch sizes, each of one run."""
    config = copy.deepcopy(config)
    neuron = config["labs"]["lab3_keras"]["experiments"]["single_neuron"]
    kept = neuron["sweep"]["batch_size"][:number]
    neuron["sweep"]["batch_size"] = kept
    neuron["published"] = [one for one in neuron["published"] if one["of"]["batch_size"] in kept]
    return config


def test_two_builds_started_at_once(built, prepared_build, tiny, tmp_path: Path) -> None:
    choose = random.Random(0)
    # Its runs are two of those that another build has trained.
    tiny["defaults"]["epochs"] = built.config["defaults"]["epochs"]
    build = prepared_build(tiny, "twice")
    for number in range(ROUNDS):
        (tmp_path / f"round-{number}").mkdir()
        said = [tmp_path / f"round-{number}" / name for name in ("first", "second")]
        # In every other round there is a run to train.
        config = with_sizes(tiny, 1 + number // 2) | {"date": f"{number + 1} June"}
        build.write_config(config)
        first = build.start(PAGE, said=said[0], cores=1)
        # Both read the Snakefile for about a second before either of them asks for the folder.
        offset = choose.uniform(0.0, 0.3)
        time.sleep(offset)
        second = build.start(PAGE, said=said[1], cores=1)
        codes = [one.wait(timeout=LONGEST_WAIT) for one in (first, second)]
        texts = [path.read_text("utf-8") for path in said]
        print(f"round {number}, {offset:.3f} s apart: {codes}")
        assert sorted(codes) == [0, 2], texts
        worked, refused = (text for _, text in sorted(zip(codes, texts, strict=True)))
        assert re.search(r"steps done in \d+ (?:s|min)\.$", worked.strip())
        last = refused.splitlines()[-1]
        assert last.startswith(REFUSED)
        assert str(build.folder) in last
        assert "Traceback" not in refused
        assert "to train" not in refused
        assert faults(build.folder) == []
        assert not list((build.folder / "results").rglob("*.partial"))
    assert len(run_directories(build.folder)) == 2

    alone = prepared_build(build.config, "alone")
    shutil.copytree(built.folder / "results" / "runs", alone.folder / "results" / "runs")
    done = alone.snakemake(PAGE)
    assert done.returncode == 0, done.stderr
    ours, theirs = repeatable_files(build.folder), repeatable_files(alone.folder)
    assert [name for name in ours if ours[name] != theirs[name]] == []
    ours, theirs = derived_files(build.folder), derived_files(alone.folder)
    assert ours.keys() == theirs.keys()
    # The rest names observed times.
    for name in ours:
        if name.startswith("data/") or "/figures/" in name:
            assert ours[name] == theirs[name], name


def test_a_dry_run_during_a_build(prepared_build, tiny, tmp_path: Path) -> None:
    build = prepared_build(tiny, "build")
    started = build.start(SUMMARY, said=tmp_path / "said", cores=1)
    _await_training(build, started)
    dry = build.snakemake("-n")
    assert started.poll() is None, "the build ended too soon for this test"
    # It only looks, so it neither waits nor spoils anything.
    assert dry.returncode == 0, dry.stderr
    assert "never built" in dry.stderr
    assert started.wait(timeout=LONGEST_WAIT) == 0, (tmp_path / "said").read_text("utf-8")
    assert faults(build.folder) == []
    said = build.snakemake("-n", SUMMARY)
    assert "Nothing to be done" in said.stderr + said.stdout


def _await_training(build, started: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + LONGEST_WAIT
    while not list((build.folder / "results" / "logs" / "runs").glob("*/*/*.log")):
        assert started.poll() is None
        assert time.monotonic() < end
        time.sleep(0.05)
