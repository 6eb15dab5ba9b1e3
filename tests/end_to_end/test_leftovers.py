"""`snakemake leftovers` and `remove_leftovers`, with run directories made by hand."""

import json
from pathlib import Path

import pytest

RUN = "results/runs/lab3_keras/old/a_seed-0.0123456789ab"
OTHER = "results/runs/lab3_keras/old/a_seed-1.0123456789ac"


@pytest.fixture
def build(new_build, config):
    return new_build(config)


def add(build, directory: str) -> Path:
    folder = build.folder / directory
    folder.mkdir(parents=True)
    (folder / "weights.npz").write_bytes(bytes(1_200_000))
    return folder


def forget(build) -> None:
    """Three builds that used none of the runs that are there."""
    runs = [f"results/runs/lab3_keras/gone/a.{number:012x}" for number in range(3)]
    record = build.folder / "results" / "plans" / "builds.json"
    record.parent.mkdir(parents=True)
    builds = [{"built": "2026-01-01T10:00:00+00:00", "runs": [run]} for run in runs]
    record.write_text(json.dumps(builds), encoding="utf-8")


def everything(build) -> dict[str, int]:
    """The times of all files but that of the build's turn."""
    found = [path for path in (build.folder / "results").rglob("*") if path.is_file()]
    return {
        path.as_posix(): path.stat().st_mtime_ns
        for path in found
        if not path.name.startswith("build.turn.")
    }


def test_leftovers_are_listed_and_then_removed(build) -> None:
    forget(build)
    run = add(build, RUN)
    log = build.folder / "results/logs/runs/lab3_keras/old/a_seed-0.0123456789ab.log"
    log.parent.mkdir(parents=True)
    log.touch()

    listed = build.snakemake("leftovers")
    assert listed.returncode == 0, listed.stderr
    assert [line.split() for line in listed.stdout.splitlines()[:2]] == [
        ["directory", "size", "last", "built"],
        [RUN, "1.2", "MB", "-", "can", "be", "removed"],
    ]
    assert run.exists()

    removed = build.snakemake("remove_leftovers")
    assert removed.returncode == 0, removed.stderr
    assert removed.stdout.splitlines() == [
        f"Removed {RUN} (1.2 MB).",
        "Removed 1 leftover; 1.2 MB came free.",
    ]
    assert not (build.folder / "results/runs/lab3_keras").exists()
    assert not log.parent.exists()


def test_a_dry_run_shows_what_would_be_removed_and_removes_nothing(build) -> None:
    forget(build)
    add(build, RUN)
    said = build.snakemake("-n", "remove_leftovers")
    assert said.returncode == 0, said.stderr
    assert "Nothing would be removed yet: `snakemake --cores 1 leftovers` lists" in said.stdout
    assert f"\n{RUN}  1.2 MB  -           can be removed\n" in said.stdout

    assert build.snakemake("leftovers").returncode == 0
    add(build, OTHER)
    before = everything(build)
    said = build.snakemake("-n", "remove_leftovers")
    assert said.returncode == 0, said.stderr
    assert f"\n{RUN}  1.2 MB  -\n1 leftover, 1.2 MB, would be removed.\n" in said.stdout
    assert OTHER not in said.stdout
    said = build.snakemake("-n", "leftovers")
    assert "2 leftovers, 2.4 MB." in said.stdout
    assert everything(build) == before


def test_a_removal_without_a_listing_is_refused_in_one_sentence(build) -> None:
    forget(build)
    run = add(build, RUN)
    said = build.snakemake("remove_leftovers")
    assert said.returncode != 0
    assert "labbook: nothing was removed: `snakemake --cores 1 leftovers` lists" in said.stderr
    assert "Error in rule" not in said.stderr
    assert run.exists()


@pytest.mark.parametrize("others", [["all"], ["remove_leftovers"]])
def test_leftovers_go_with_no_other_target(build, others: list[str]) -> None:
    said = build.snakemake("leftovers", *others)
    assert said.returncode != 0
    assert said.stderr.rstrip().splitlines()[-1].startswith("labbook: `leftovers` goes with no")
    assert not (build.folder / "results" / "leftovers.json").exists()


def test_a_run_that_was_changed_after_training_stops_no_listing(build) -> None:
    assert build.snakemake("leftovers").returncode == 0
    planned = json.loads((build.folder / "results/plans/runs.json").read_text(encoding="utf-8"))
    folder = add(build, planned[0])
    for name in ("spec.json", "history.csv", "predictions.npz", "evaluation.json"):
        (folder / name).touch()
    for name in ("provenance.json", "timing.json", "complete.json"):
        (folder / name).write_text("{}")
    before = everything(build)
    refused = build.snakemake("-n")
    assert refused.returncode != 0
    assert "not as training left" in refused.stderr
    said = build.snakemake("leftovers")
    assert said.returncode == 0, said.stderr
    assert said.stdout == "There are no leftovers: the plan names every run that is there.\n"
    assert set(everything(build)) == set(before)


def test_a_build_is_recorded_and_its_runs_are_kept(build, config) -> None:
    record = build.folder / "results" / "plans" / "builds.json"
    manifest = "results/data/mnist-5k/manifest.json"
    assert build.snakemake("-n").returncode == 0
    assert build.snakemake("leftovers").returncode == 0
    assert not record.exists()

    said = build.snakemake(manifest)
    assert said.returncode == 0, said.stderr
    (built,) = json.loads(record.read_text(encoding="utf-8"))
    planned = json.loads((build.folder / "results/plans/runs.json").read_text(encoding="utf-8"))
    assert built["runs"] == planned
    add(build, planned[0])

    config["labs"]["lab3_keras"]["experiments"].pop("single_neuron")
    config["labs"]["lab3_keras"]["experiments"].pop("output_relu")
    config["labs"]["lab3_keras"]["experiments"]["optimizers"]["epochs"] = 3
    build.write_config(config)
    said = build.snakemake("leftovers", "--config", "keep_builds=1")
    assert f"{planned[0]}  1.2 MB  {built['built'][:4]}" in said.stdout
    assert "stays: of the last build\n" in said.stdout

    (build.folder / manifest).unlink()
    assert build.snakemake(manifest).returncode == 0
    assert [len(one["runs"]) for one in json.loads(record.read_text("utf-8"))] == [4, 9]
    said = build.snakemake("leftovers", "--config", "keep_builds=1")
    assert said.stdout.splitlines()[1].endswith("can be removed")
    said = build.snakemake("leftovers")
    assert "stays: of the last 3 builds\n" in said.stdout


def test_a_record_that_cannot_be_written_stops_no_build(build) -> None:
    (build.folder / "results" / "plans" / "builds.json").mkdir(parents=True)
    said = build.snakemake("results/data/mnist-5k/manifest.json")
    assert said.returncode == 0, said.stderr
    assert "labbook: results/plans/builds.json cannot be written" in said.stderr
