"""A run that fails or diverges does not cost the report, and is never passed over in silence."""

import csv
import re
from html import unescape
from pathlib import Path

import pytest

from labbook.artifacts.search import read_search
from real_build import environment
from whole_results import faults

ALLOW = ("--config", "allow_missing=true")
CAUSE = "no network of this kind today"
GAP = (
    "labbook: 1 run failed (batch_size-100_seed-0); the report shows it as a gap, and the same "
    "command tries it again."
)
PAGE = "results/lab3_keras/report.html"
# That a page with gaps can be typeset, tests/report/test_gaps.py holds.
DELIVERABLES = ("report.html", "metrics.csv", "findings.json")


def told(build) -> str:
    """The text of report.html."""
    page = (build.folder / PAGE).read_text("utf-8").partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", "", page)).split())


def rows(build) -> dict[str, dict[str, str]]:
    """metrics.csv by the name of the run."""
    with (build.results / "metrics.csv").open(encoding="utf-8", newline="") as file:
        return {row["run"]: row for row in csv.DictReader(file)}


@pytest.fixture
def model(own_project: Path) -> Path:
    return own_project / "workflow" / "labbook" / "models" / "mlp.py"


@pytest.fixture
def troubled(prepared_build, tiny, own_project: Path, model: Path):
    """No run yet, and a project whose model cannot be built for one of two batch sizes."""
    text = model.read_text("utf-8")
    statement = "    import keras\n\n    layers"
    assert text.count(statement) == 1
    trouble = f'    if spec.batch_size == 100:\n        raise ValueError("{CAUSE}")\n'
    model.write_text(text.replace(statement, trouble + statement), "utf-8")
    return prepared_build(tiny, "troubled", own_project)


def test_a_gap_is_shown_with_its_reason_until_it_is_closed(
    troubled, model: Path, own_project: Path
) -> None:
    # Without being asked for, there is no report with gaps.
    said = troubled.snakemake(PAGE, "--keep-going")
    assert said.returncode == 1
    assert [name for name in DELIVERABLES if (troubled.results / name).exists()] == []
    assert "single_neuron/batch_size-100_seed-0 failed; its log: " in said.stderr
    assert CAUSE in said.stderr
    assert len(troubled.runs()) == 1
    assert faults(troubled.folder) == []

    for _ in range(2):
        said = troubled.snakemake(PAGE, "--keep-going", *ALLOW)
        assert said.returncode not in (0, None)
        assert said.stderr.splitlines()[-1] == GAP
        assert "[1/1] single_neuron/batch_size-100_seed-0 tried" in said.stderr
        assert len(troubled.runs()) == 1
        assert faults(troubled.folder) == []
        status = {name: row["status"] for name, row in rows(troubled).items()}
        assert status == {"batch_size-10000_seed-0": "finished", "batch_size-100_seed-0": "failed"}
        assert rows(troubled)["batch_size-100_seed-0"]["test_accuracy"] == ""
        text = told(troubled)
        assert "One of two runs of this report failed." in text
        assert CAUSE in text
        assert str(own_project) not in text

    # A build that tries no run says nothing of those that failed before.
    (troubled.folder / "results/stages/mnist-5k/prepare_data.receipt.json").unlink()
    images = "results/data/mnist-5k/mnist-5k.npz"
    said = troubled.snakemake(images, "--keep-going", *ALLOW)
    assert said.returncode == 0, said.stderr
    assert "1/1 steps done" in said.stderr

    # The cause is mended, in code that is part of the key.
    broken = model.read_text("utf-8")
    model.write_text(re.sub(r"    if spec\.batch_size.*\n.*\n", "", broken))
    said = troubled.snakemake(PAGE, "--keep-going", *ALLOW)
    assert said.returncode == 0, said.stderr
    assert {row["status"] for row in rows(troubled).values()} == {"finished"}
    assert "failed" not in told(troubled)
    assert faults(troubled.folder) == []

    # A gap does not take the place of a good report: without --keep-going that stays as it is.
    model.write_text(broken)
    before = {name: (troubled.results / name).read_bytes() for name in DELIVERABLES}
    assert troubled.snakemake(PAGE, *ALLOW).returncode == 1
    assert {name: (troubled.results / name).read_bytes() for name in DELIVERABLES} == before


def test_a_signal_that_kills_every_training_is_told_once(
    new_build, tiny, own_project: Path
) -> None:
    engine = own_project / "workflow" / "labbook" / "training" / "tensorflow_process.py"
    text = engine.read_text("utf-8")
    statement = "    import keras  # noqa: F401\n"
    assert text.count(statement) == 1
    death = "    import signal\n\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    engine.write_text(text.replace(statement, death + statement), "utf-8")
    tiny["defaults"]["seeds"] = [0, 1, 2, 3, 4, 5]
    build = new_build(tiny, "killed", own_project)
    said = build.snakemake("--keep-going", cores=2)
    assert said.returncode == 1
    assert said.stderr.count("labbook: a job was killed by signal SIGKILL, ") == 1
    # Of each job one run was tried, and no text of Snakemake or Python is shown for it.
    logs = [path.read_text() for path in build.folder.glob("results/logs/runs/*/*/*.log")]
    assert 2 <= len(logs) < 12
    assert all("SIGKILL" in log for log in logs)
    assert "Error" not in said.stderr
    assert build.runs() == {}


def test_a_run_that_diverges_is_shown_and_is_in_no_mean(prepared_build, tiny) -> None:
    tiny["labs"]["lab3_keras"]["experiments"] = {
        "steps": {
            "title": "Steps",
            "question": "How large may a step be?",
            "units": [8],
            "activation": "linear",
            "output_activation": "linear",
            "loss": "mean_squared_error",
            "batch_size": 100,
            "optimizer": "sgd",
            "variants": {
                "small": {"learning_rate": 0.001},
                "huge": {"learning_rate": 1000.0},
            },
        }
    }
    build = prepared_build(tiny)
    said = build.snakemake(PAGE)
    assert said.returncode == 0, said.stderr
    found = rows(build)
    assert {name: (row["diverged"], row["status"]) for name, row in found.items()} == {
        "small_seed-0": ("false", "finished"),
        "huge_seed-0": ("true", "diverged"),
    }
    assert found["huge_seed-0"]["test_loss"] == ""
    text = told(build)
    assert "One of two runs diverged." in text
    assert "Runs that diverged are in no mean" in text
    assert faults(build.folder) == []


@pytest.fixture
def searching(prepared_build, tiny, own_project: Path, model: Path):
    """A search of which one of two trials fails, until LABBOOK_HEALED is in the environment."""
    text = model.read_text("utf-8")
    statement = "    import keras\n\n    layers"
    assert text.count(statement) == 1
    trouble = (
        "    import os\n\n"
        '    if spec.batch_size == 100 and "LABBOOK_HEALED" not in os.environ:\n'
        f'        raise ValueError("{CAUSE}")\n'
    )
    model.write_text(text.replace(statement, trouble + statement), "utf-8")
    tiny["labs"]["lab3_keras"]["experiments"] = {
        "best": {
            "title": "The best network",
            "question": "Which batch size does best?",
            "units": [8],
            "activation": "relu",
            "optimizer": "adam",
            "search": {"space": {"batch_size": [100, 1000]}, "trials": 2},
        }
    }
    return prepared_build(tiny, "searching", own_project)


def test_without_one_of_its_trials_a_search_chooses_nothing_until_it_is_there(searching) -> None:
    said = searching.snakemake(PAGE, "--keep-going", *ALLOW)
    assert said.returncode not in (0, None)
    assert said.stderr.splitlines()[-1] == (
        "labbook: 2 runs failed (batch_size-100_seed-0, chosen_seed-0); the report shows them as "
        "gaps, and the same command tries them again."
    )
    (trial,) = searching.runs()
    assert "best/batch_size-1000_seed-0." in trial
    why = "Nothing could be chosen: the trial batch size 100 failed."
    text = told(searching)
    assert why in text
    assert f"failed: ValueError: {CAUSE}" in text
    assert {row["status"] for row in rows(searching).values()} == {"failed"}
    choice = searching.results / "best" / "search.json"
    assert read_search(choice).chosen is None
    assert faults(searching.folder) == []

    # The cause is mended, and neither a setting nor code: no key has changed.
    before = searching.written()
    healed = environment(searching.folder) | {"LABBOOK_HEALED": "1"}
    said = searching.snakemake(PAGE, "--keep-going", *ALLOW, env=healed)
    assert said.returncode == 0, said.stderr
    assert len(searching.runs()) == 3
    assert before.items() <= searching.written().items()
    assert read_search(choice).chosen is not None
    (row,) = rows(searching).values()
    assert (row["run"], row["status"]) == ("chosen_seed-0", "finished")
    text = told(searching)
    assert "failed" not in text
    assert "Nothing could be chosen" not in text
    assert faults(searching.folder) == []
