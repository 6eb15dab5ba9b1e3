"""What Snakemake's options do to a folder: looking, building a part of it, and being refused."""

import csv
from pathlib import Path

import pytest

from whole_results import faults

NOTHING = "Nothing to be done"


def files_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of all files but Snakemake's own."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] != ".snakemake"
    }


LOOKS = ["-n", "--list-rules", "--summary", "--dag", "--rulegraph", "--filegraph", "--unlock"]


@pytest.fixture
def undecided(new_build, tiny):
    """A folder that no build has begun in, where no data are and no address has any."""
    return new_build(tiny | {"dataset": "auto"}, "undecided")


@pytest.mark.parametrize("option", LOOKS)
def test_what_only_looks_decides_and_writes_nothing(undecided, option: str) -> None:
    said = undecided.snakemake(option)
    assert said.returncode == 0, said.stderr
    assert set(files_of(undecided.folder)) == {"config.yaml"}
    if option in ("--dag", "--rulegraph", "--filegraph"):
        assert said.stdout.startswith("digraph ")
        assert said.stdout.count("{") == said.stdout.count("}")


def test_a_look_sees_what_a_build_would_find(copied) -> None:
    """Times and contents of files that only a build writes."""
    config = copied.config
    config["date"] = "2 June"
    config["labs"]["lab3_keras"]["experiments"]["output_relu"]["epochs"] = 1
    copied.write_config(config)
    before = files_of(copied.folder)
    said = copied.snakemake("--summary")
    pending = {line.split("\t")[0] for line in said.stdout.splitlines() if "update pending" in line}
    assert "results/lab3_keras/report.pdf" in pending
    assert "results/lab3_keras/output_relu/summary.json" in pending
    assert "results/lab3_keras/single_neuron/summary.json" not in pending
    assert files_of(copied.folder) == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["tpyeset"], "`tpyeset` names nothing that this build makes; did you mean `typeset`?"),
        (["--dag", "dot", "--", "lab3_kears"], "did you mean `lab3_keras`?"),
        (["--until", "sumarize"], "`--until sumarize` names nothing that this build makes"),
        (["--omit-from", "composse"], "did you mean `compose`?"),
        (["-R", "train_runs"], "`--forcerun train_run` trains all again."),
        (["-n", "results/lab3_keras/reprot.pdf"], "did you mean `results/lab3_keras/report.pdf`?"),
        (["--workflow-profile", "none"], "`--rerun-triggers mtime --ignore-incomplete --nolock`"),
        (["--touch"], "labbook: --touch is of no use here: "),
    ],
)
def test_what_cannot_be_done_is_one_sentence(undecided, arguments: list[str], sentence) -> None:
    said = undecided.snakemake(*arguments)
    assert said.returncode == 2
    last = said.stderr.splitlines()[-1]
    assert last.startswith("labbook: ")
    assert sentence in last
    assert "Traceback" not in said.stderr
    assert set(files_of(undecided.folder)) == {"config.yaml"}


def test_runs_are_listed_for_a_spreadsheet(copied) -> None:
    asked = ("runs", "--config", "experiment=optimizers", "sort=-test_accuracy", "format=csv")
    said = copied.snakemake(*asked)
    assert said.returncode == 0, said.stderr
    rows = list(csv.DictReader(said.stdout.splitlines()))
    assert {Path(row["weights"]).parent.as_posix() for row in rows} == set(
        copied.runs("optimizers")
    )
    accuracies = [float(row["test_accuracy"]) for row in rows]
    assert accuracies == sorted(accuracies, reverse=True)
    for wrong, sentence in (("sort=speed", "the columns are lab, "), ("lab=1", "lab is 1")):
        refused = copied.snakemake("runs", "--config", wrong)
        assert refused.returncode != 0
        assert sentence in refused.stderr


def built(folder, *arguments: str) -> str:
    """The last line that a build says, which has done all it was asked for."""
    said = folder.snakemake(*arguments)
    assert said.returncode == 0, said.stderr
    last = said.stderr.splitlines()[-1]
    assert not last.startswith("Stopped")
    return last


def test_a_part_of_the_work_leaves_the_rest_to_the_plain_command(copied) -> None:
    copied.write_config(copied.config | {"date": "2 June"})
    assert built(copied, "--until", "compose").startswith("1/1 steps done in ")
    assert built(copied, "--omit-from", "typeset").startswith("1/1 steps done in ")
    assert built(copied).startswith("1/1 steps done in ")
    assert built(copied).startswith(NOTHING)
    assert built(copied, "--forcerun", "typeset").startswith("1/1 steps done in ")
    assert built(copied, "--batch", "all=1/2").startswith(NOTHING)
    # A run trained again has the same bytes; times are observed.
    summary = "results/lab3_keras/output_relu/summary.json"
    (history,) = (copied.folder / "results/runs/lab3_keras/output_relu").glob("*/history.csv")
    before = history.read_bytes()
    assert built(copied, "--forceall", summary).startswith("1/1 runs, 2/2 steps done in ")
    assert history.read_bytes() == before
    assert faults(copied.folder) == []


def test_a_profile_of_ones_own_changes_nothing_else(copied) -> None:
    profile = copied.folder / "own" / "config.yaml"
    profile.parent.mkdir()
    profile.write_text("keep-going: true\nrerun-triggers: [mtime]\n", encoding="utf-8")
    assert built(copied, "--profile", str(profile.parent)).startswith(NOTHING)
    profile.write_text("rerun-triggers: [mtime]\nignore-incomplete: true\nnolock: true\n")
    assert built(copied, "--workflow-profile", str(profile.parent)).startswith(NOTHING)
