"""A small finished lab in a folder: plans, runs, tables and a report, as a build leaves them."""

import math
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from labbook.artifacts.arrays import write_arrays
from labbook.artifacts.atomic import write_text
from labbook.artifacts.attempt import Attempt, attempt_file, write_attempt
from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.evaluation import Evaluation, write_evaluation
from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.artifacts.history import History, write_history
from labbook.artifacts.json_file import write_json
from labbook.artifacts.lab_plan import MadeFiles, made_files_text, read_made_files
from labbook.artifacts.metrics_table import write_metrics_table
from labbook.artifacts.predictions import Predictions, write_predictions
from labbook.artifacts.provenance import Provenance, checksums, write_provenance
from labbook.artifacts.receipt import MISSING, Order, Receipt, write_receipt
from labbook.artifacts.seal import write_seal
from labbook.artifacts.search import write_search, write_search_table
from labbook.artifacts.summary import write_summary, write_summary_table
from labbook.metrics.run_rows import run_rows
from labbook.metrics.summarize import summarize_experiment
from labbook.metrics.trials import summarize_trials
from made_up_plans import DATASET, SETTINGS, lab_plan_values

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
# The experiment that a lab with a search has besides.
SEARCH = "best_network"
CHOSEN = [("chosen_seed-0", "7" * 12)]
TRIALS = [("units-8_seed-0", "5" * 12), ("units-16_seed-0", "6" * 12)]
TRAINING_SHA256 = "cd" * 32
CODE = [
    ".ci/run",
    "README.md",
    "Snakefile",
    "config.yaml",
    "docs/architecture.md",
    "examples/small/config.yaml",
    "requirements.txt",
    "tests/data/test_source.py",
    "workflow/labbook/build/preflight.py",
    "workflow/labbook/data/source.py",
]
NOT_CODE = [
    ".venv/bin/python",
    "data/mnist/train-images-idx3-ubyte",
    "examples/small/data/images.npz",
    "examples/small/results/lab/report.html",
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
    """Paths of a built lab; `run` finds a run's directory by experiment and position, `trial` that
    of a trial of its search.

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
        return _directory(experiment, *{**RUNS, SEARCH: CHOSEN}[experiment][position])

    def trial(self, position: int = 0) -> Path:
        return _directory(SEARCH, *TRIALS[position])

    def receipt(self, stage: str) -> Path:
        return self.root / f"results/stages/{LAB}/{stage}.receipt.json"

    def leave(
        self,
        stage: str,
        inputs: Sequence[Path],
        outputs: Sequence[Path],
        handed_in: Mapping[str, Path] | None = None,
    ) -> None:
        """As if `stage` had made `outputs`, of which the archive has those in `handed_in`."""
        order = Order("", {}, {}, [], [str(file) for file in outputs], {}, {}, {})
        write_receipt(self.receipt(stage), Receipt(order, _digests(inputs), _digests(outputs)))
        path = self.root / f"results/plans/hand_in/{LAB}.json"
        known = read_made_files(path) if path.exists() else MadeFiles((), {})
        made = MadeFiles(
            [*known.receipts, str(self.receipt(stage))],
            {**known.handed_in, **{name: str(file) for name, file in (handed_in or {}).items()}},
        )
        write_text(path, made_files_text(made))


def _directory(experiment: str, name: str, key: str) -> Path:
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
    search: bool = False,
    failed_trials: Sequence[int] = (),
) -> BuiltLab:
    """Write the lab below `root`, which is the working directory.

    `failed` names runs by experiment and seed; the records of them lie in `attempts/`. With a
    `search` there is one experiment more; `failed_trials` are those of it that failed, by position.
    """
    lab = BuiltLab(root)
    identity = JOHN if identity is None else identity
    experiments = {**RUNS, SEARCH: CHOSEN} if search else RUNS
    write_json(lab.plan, _lab_plan(identity, is_subset, list(experiments)))
    rows = []
    for experiment, runs in experiments.items():
        for seed, (name, key) in enumerate(runs):
            directory = lab.run(experiment, seed)
            if (experiment, seed) in failed:
                _write_failure(lab, directory, name, key)
            else:
                _write_run(directory, key, seed)
        path = lab.plan.with_suffix("") / f"{experiment}.json"
        plan = _experiment_plan(lab, experiment, runs)
        if experiment == SEARCH:
            plan |= _write_search(lab, plan, failed_trials)
        write_json(path, plan)
        summary = summarize_experiment(read_experiment_plan(path), lab.attempts)
        write_summary(lab.results / experiment / "summary.json", summary)
        write_summary_table(lab.results / experiment / "summary.csv", summary)
        rows += run_rows(summary)
    write_metrics_table(lab.results / "metrics.csv", rows)
    shown = [row["key"] for row in rows] + [key for _, key in TRIALS * search]
    keys = "".join(f"<td>{key}</td>" for key in shown)
    fields = "".join(f"<p>{value}</p>" for value in identity.values())
    (lab.results / "report.html").write_text(f"<html>{fields}<table>{keys}</table></html>")
    (lab.results / "report.pdf").write_bytes(b"%PDF-1.7 a report")
    _write_receipts(lab, experiments)
    for path in root.rglob("*"):
        os.utime(path, (FINISHED, FINISHED))
    return lab


def _write_failure(lab: BuiltLab, directory: Path, name: str, key: str) -> None:
    record = Attempt(name, key, "killed by signal SIGKILL", "run.log")
    write_attempt(attempt_file(lab.attempts, directory), record)


def _write_search(lab: BuiltLab, plan: dict[str, Any], failed: Sequence[int]) -> dict[str, Any]:
    """Write the trials, the better one last, and their choice; the plan with its search."""
    settings = plan["configurations"][0]["settings"]
    for position, (name, key) in enumerate(TRIALS):
        directory = lab.trial(position)
        if position in failed:
            _write_failure(lab, directory, name, key)
            continue
        _write_run(directory, key, 0, val_accuracy=0.5 + position / 8, is_trial=True)
        write_seal(directory)
    trials = [
        {
            "name": name.partition("_")[0],
            "label": name.partition("_")[0],
            "varied": {},
            "settings": settings,
            "runs": _planned_runs([lab.trial(position)], [(name, key)]),
        }
        for position, (name, key) in enumerate(TRIALS)
    ]
    searched = {
        **plan,
        "configurations": [{**plan["configurations"][0], "settings": None}],
        "search": {
            "dataset": {"name": "mnist-training", "sha256": TRAINING_SHA256},
            "space": {"units": [8, 16]},
            "seed": 0,
            "n_combinations": 2,
            "trials": trials,
            "candidates": [settings for _ in TRIALS],
            "choice": f"results/{LAB}/{SEARCH}/search.json",
        },
    }
    found = summarize_trials(searched, lab.attempts)
    write_search(lab.results / SEARCH / "search.json", found)
    write_search_table(lab.results / SEARCH / "search.csv", found)
    return searched


def _write_receipts(lab: BuiltLab, experiments: dict[str, list[tuple[str, str]]]) -> None:
    """As the stages would: what each was made from, and what it left."""
    summaries = [lab.results / experiment / "summary.json" for experiment in experiments]
    page, metrics = lab.results / "report.html", lab.results / "metrics.csv"
    document = lab.results / "report.pdf"
    for (experiment, known), summary in zip(experiments.items(), summaries, strict=True):
        runs = [lab.run(experiment, seed) / "provenance.json" for seed in range(len(known))]
        if experiment == SEARCH:
            choice = lab.results / SEARCH / "search.json"
            trials = [lab.trial(position) / "provenance.json" for position in range(len(TRIALS))]
            lab.leave(f"{SEARCH}/choose", trials, [choice, choice.with_suffix(".csv")])
            runs.append(choice)
        table = summary.with_suffix(".csv")
        handed_in = {f"tables/{experiment}/summary.csv": table}
        lab.leave(f"{experiment}/summarize", runs, [summary, table], handed_in)
    lab.leave("merge_findings", summaries, [metrics], {"metrics.csv": metrics})
    lab.leave("compose", summaries, [page])
    lab.leave("typeset", [page], [document], {"report.pdf": document})


def _digests(files: Sequence[Path]) -> dict[str, str]:
    return {str(file): sha256_file(file) if file.exists() else MISSING for file in files}


def _lab_plan(
    identity: dict[str, str], is_subset: bool, experiments: Sequence[str]
) -> dict[str, Any]:
    dataset = DATASET | {
        "name": "mnist-5k" if is_subset else "mnist",
        "title": "MNIST, 5,000-digit subset" if is_subset else "MNIST",
        "sha256": DATASET_SHA256,
        "is_subset": is_subset,
    }
    return lab_plan_values(
        *({"name": experiment, "dataset": dataset} for experiment in experiments),
        lab=LAB,
        assignment="Lab 3",
        identity=identity,
        dataset=dataset,
    )


def _planned_runs(directories: list[Path], runs: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {"name": name, "seed": seed, "key": key, "directory": str(directory)}
        for seed, (directory, (name, key)) in enumerate(zip(directories, runs, strict=True))
    ]


def _experiment_plan(
    lab: BuiltLab, experiment: str, known: list[tuple[str, str]]
) -> dict[str, Any]:
    directories = [lab.run(experiment, seed) for seed in range(len(known))]
    runs = _planned_runs(directories, known)
    configuration = {
        "name": "only",
        "label": "the only one",
        "varied": {},
        "settings": SETTINGS | {"task": {"kind": "one_against_rest", "positive": 0}},
        "runs": runs,
    }
    return {
        "lab": LAB,
        "experiment": experiment,
        "dataset": {"name": "mnist", "sha256": DATASET_SHA256},
        "axes": [],
        "configurations": [configuration],
    }


def _write_run(
    directory: Path, key: str, seed: int, val_accuracy: float = 0.5, is_trial: bool = False
) -> None:
    """Two epochs; of 100 test images, 90 are answered rightly with seed 0, 91 with seed 1.

    A trial has seen no test image.
    """
    n_test = 0 if is_trial else 100
    history = {"train_loss": [1.0, 0.25], "train_accuracy": [0.5, 0.75]}
    history |= {"val_loss": [1.0, 0.5], "val_accuracy": [0.25, val_accuracy]}
    write_history(directory / "history.csv", History([1, 2], history))
    labels = (np.arange(n_test) < 10).astype(np.uint8)
    found = (np.arange(n_test) < seed).astype(np.float32)[:, np.newaxis]
    write_predictions(directory / "predictions.npz", Predictions(found, labels))
    write_arrays(directory / "weights.npz", {"kernel": np.ones(2)})
    write_json(directory / "spec.json", {"seed": seed})
    write_json(directory / "timing.json", {"training_cpu_seconds": 1.5})
    evaluation = Evaluation(
        test_loss=None if is_trial else 0.125,
        test_accuracy=math.nan if is_trial else 0.9 + seed / 100,
        n_train=800,
        n_validation=200,
        n_test=n_test,
        steps_per_epoch=80,
        batch_size_used=10,
        parameters=785,
        diverged=False,
    )
    write_evaluation(directory / "evaluation.json", evaluation)
    names = [path.name for path in directory.iterdir() if path.name != "timing.json"]
    dataset = {"name": "mnist", "sha256": DATASET_SHA256}
    if is_trial:
        dataset = {"name": "mnist-training", "sha256": TRAINING_SHA256}
    provenance = Provenance(key, seed, dataset, {}, None, checksums(directory, names), {})
    write_provenance(directory, provenance)
