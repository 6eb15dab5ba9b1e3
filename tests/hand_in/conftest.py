"""A small finished lab in a folder: plans, runs, tables and a report, as a build leaves them."""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from labbook.artifacts.arrays import write_arrays
from labbook.artifacts.attempt import Attempt, attempt_file, write_attempt
from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.evaluation import Evaluation, write_evaluation
from labbook.artifacts.history import History, write_history
from labbook.artifacts.json_file import write_json
from labbook.artifacts.metrics_table import write_metrics_table
from labbook.artifacts.predictions import Predictions, write_predictions
from labbook.artifacts.provenance import Provenance, checksums, write_provenance
from labbook.artifacts.receipt import MISSING, Order, Receipt, write_receipt
from labbook.artifacts.summary import write_summary, write_summary_table
from labbook.metrics.run_rows import run_rows
from labbook.metrics.summarize import summarize_experiment

LAB = "lab3_keras"
DATASET_SHA256 = "ab" * 32
JOHN = {
    "first_name": "John",
    "last_name": "Doe",
    "group": "thursday",
    "course": "Deep Learning",
    "course_code": "DLCV",
    "date": "June 2020",
}
RUNS = {
    "single_neuron": [("batch_size-10_seed-0", "0123456789ab"), ("batch_size-10_seed-1", "1" * 12)],
    "hidden_layer": [("units-8_seed-0", "2" * 12)],
}
CODE = [
    ".ci/run",
    "README.md",
    "Snakefile",
    "config.yaml",
    "docs/architecture.md",
    "requirements.txt",
    "tests/data/test_source.py",
    "workflow/labbook/build/__init__.py",
    "workflow/labbook/data/source.py",
]
NOT_CODE = [
    ".venv/bin/python",
    "data/mnist/train-images-idx3-ubyte",
    "results/lab3_keras/report.html",
    "workflow/labbook/data/__pycache__/source.cpython-311.pyc",
    ".snakemake/log",
]
GIT_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "John Doe",
    "GIT_AUTHOR_EMAIL": "john@example.org",
    "GIT_COMMITTER_NAME": "John Doe",
    "GIT_COMMITTER_EMAIL": "john@example.org",
}
FINISHED = 1_700_000_000  # seconds since 1970, for files whose age matters


@dataclass(frozen=True)
class BuiltLab:
    """Paths of a built lab; `run` finds a run's directory by experiment and position.

    Run directories are relative, as in the plans: `root` is the working directory.
    """

    root: Path

    @property
    def plan(self) -> Path:
        return self.root / f"results/plans/{LAB}.json"

    @property
    def attempts(self) -> Path:
        return self.root / "attempts"

    @property
    def results(self) -> Path:
        return self.root / "results" / LAB

    def run(self, experiment: str, position: int = 0) -> Path:
        name, key = RUNS[experiment][position]
        return Path(f"results/runs/{LAB}/{experiment}/{name}.{key}")


@pytest.fixture
def make_lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., BuiltLab]:
    """Build a lab (arguments of `build_lab`) in a folder of its own and go there."""

    def make(folder: str = "project", **options: Any) -> BuiltLab:
        root = tmp_path / folder
        root.mkdir()
        monkeypatch.chdir(root)
        return build_lab(root, **options)

    return make


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A source tree with code, caches, data and an environment; not under version control."""
    root = tmp_path / "repository"
    for path in CODE + NOT_CODE:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(f"content of {path}\n")
    (root / ".ci/run").chmod(0o755)
    return root


@pytest.fixture
def code() -> list[str]:
    """Sorted paths of the repository's files that are code."""
    return sorted(CODE)


@pytest.fixture
def git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run git in the repository, as somebody, without this machine's configuration."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)  # a git hook that runs the tests sets GIT_DIR to its repository
    for name, value in GIT_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=repository, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    return run


def build_lab(
    root: Path,
    identity: dict[str, str] | None = None,
    is_subset: bool = False,
    failed: Sequence[tuple[str, int]] = (),
) -> BuiltLab:
    """Write the lab below `root`, which is the working directory.

    `failed` names runs by experiment and seed; the records of them lie in `attempts/`.
    """
    lab = BuiltLab(root)
    identity = JOHN if identity is None else identity
    write_json(lab.plan, _lab_plan(identity, is_subset))
    rows = []
    for experiment, runs in RUNS.items():
        for seed, (name, key) in enumerate(runs):
            directory = lab.run(experiment, seed)
            if (experiment, seed) in failed:
                record = Attempt(name, key, "killed by signal SIGKILL", "run.log")
                write_attempt(attempt_file(lab.attempts, directory), record)
            else:
                _write_run(directory, key, seed)
        plan = _experiment_plan(lab, experiment)
        write_json(lab.plan.with_suffix("") / f"{experiment}.json", plan)
        summary = summarize_experiment(plan, lab.attempts)
        write_summary(lab.results / experiment / "summary.json", summary)
        write_summary_table(lab.results / experiment / "summary.csv", summary)
        rows += run_rows(summary)
    write_metrics_table(lab.results / "metrics.csv", rows)
    keys = "".join(f"<td>{row['key']}</td>" for row in rows)
    fields = "".join(f"<p>{value}</p>" for value in identity.values())
    (lab.results / "report.html").write_text(f"<html>{fields}<table>{keys}</table></html>")
    (lab.results / "report.pdf").write_bytes(b"%PDF-1.7 a report")
    _write_receipts(lab)
    for path in root.rglob("*"):
        os.utime(path, (FINISHED, FINISHED))
    return lab


def _write_receipts(lab: BuiltLab) -> None:
    """As the stages would: what each was made from, and what it left."""
    stages = lab.root / "results" / "stages" / LAB
    summaries = [lab.results / experiment / "summary.json" for experiment in RUNS]
    page, metrics = lab.results / "report.html", lab.results / "metrics.csv"
    made = {
        "find": (summaries, [metrics]),
        "compose": (summaries, [page]),
        "typeset": ([page], [lab.results / "report.pdf"]),
    }
    for experiment, summary in zip(RUNS, summaries, strict=True):
        runs = [
            lab.run(experiment, seed) / "provenance.json" for seed in range(len(RUNS[experiment]))
        ]
        made[f"{experiment}/summarize"] = (runs, [summary, summary.with_suffix(".csv")])
        made[f"{experiment}/draw_figures"] = ([summary], [summary])
    for stage, (inputs, outputs) in made.items():
        order = Order("", [], [], [str(file) for file in outputs], {}, {}, {})
        receipt = Receipt(order, _digests(inputs), _digests(outputs))
        write_receipt(stages / f"{stage}.receipt.json", receipt)


def _digests(files: list[Path]) -> dict[str, str]:
    return {str(file): sha256_file(file) if file.exists() else MISSING for file in files}


def _lab_plan(identity: dict[str, str], is_subset: bool) -> dict[str, Any]:
    return {
        "lab": LAB,
        "assignment": "Lab 3",
        "identity": identity,
        "dataset": {
            "name": "mnist-5k" if is_subset else "mnist",
            "title": "MNIST, 5,000-digit subset" if is_subset else "MNIST",
            "sha256": DATASET_SHA256,
            "is_subset": is_subset,
        },
        "experiments": [{"name": experiment} for experiment in RUNS],
    }


def _experiment_plan(lab: BuiltLab, experiment: str) -> dict[str, Any]:
    runs = [
        {"name": name, "seed": seed, "key": key, "directory": str(lab.run(experiment, seed))}
        for seed, (name, key) in enumerate(RUNS[experiment])
    ]
    configuration = {
        "name": "only",
        "label": "the only one",
        "varied": {},
        "settings": {
            "task": {"kind": "one_against_rest", "positive": 0},
            "hidden": [],
            "optimizer": {"name": "sgd", "learning_rate": 0.01},
            "batch_size": 10,
        },
        "runs": runs,
    }
    return {
        "lab": LAB,
        "experiment": experiment,
        "dataset": {"name": "mnist", "sha256": DATASET_SHA256},
        "axes": [],
        "configurations": [configuration],
    }


def _write_run(directory: Path, key: str, seed: int) -> None:
    """Two epochs; of 100 test images, 90 are answered rightly with seed 0, 91 with seed 1."""
    history = {"train_loss": [1.0, 0.25], "train_accuracy": [0.5, 0.75]}
    history |= {"val_loss": [1.0, 0.5], "val_accuracy": [0.25, 0.5]}
    write_history(directory / "history.csv", History([1, 2], history))
    labels = (np.arange(100) < 10).astype(np.uint8)
    found = (np.arange(100) < seed).astype(np.float32)[:, np.newaxis]
    write_predictions(directory / "predictions.npz", Predictions(found, labels))
    write_arrays(directory / "weights.npz", {"kernel": np.ones(2)})
    write_json(directory / "spec.json", {"seed": seed})
    write_json(directory / "timing.json", {"training_cpu_seconds": 1.5})
    evaluation = Evaluation(
        test_loss=0.125,
        test_accuracy=0.9 + seed / 100,
        n_train=800,
        n_validation=200,
        n_test=100,
        steps_per_epoch=80,
        batch_size_used=10,
        parameters=785,
        diverged=False,
    )
    write_evaluation(directory / "evaluation.json", evaluation)
    names = [path.name for path in directory.iterdir() if path.name != "timing.json"]
    dataset = {"name": "mnist", "sha256": DATASET_SHA256}
    provenance = Provenance(key, seed, dataset, {}, None, checksums(directory, names), {})
    write_provenance(directory, provenance)
