"""A training job on data so small that a test can wait for it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.dataset import Dataset, content_sha256, write_dataset
from labbook.artifacts.json_file import write_json
from labbook.artifacts.spec import Spec
from labbook.run_key import circumstances, training_command
from tensorflow_programs import run_python

# What the libraries find on a processor of x86-64 without AVX, where they are made to.
OLDER_PROCESSOR = {
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
    "OPENBLAS_CORETYPE": "Nehalem",
    "ONEDNN_MAX_CPU_ISA": "SSE41",
}
# The changes that make a network of engine `numpy` of EXAMPLE_SPEC.
FROM_SCRATCH = {
    "engine": "numpy",
    "hidden": [{"units": 8, "activation": "sigmoid", "dropout": 0.0}],
    "optimizer": {"name": "sgd", "learning_rate": 1.0},
    "batch_size": None,
    "validation_fraction": 0.0,
    "epochs": 12,
}
TRAIN_KERAS = ("-m", "labbook.commands.train_keras")


@dataclass(frozen=True)
class SmallDataset:
    file: Path
    sha256: str


def write_small_dataset(folder: Path) -> SmallDataset:
    """500 images whose brightness tells their class."""
    generator = np.random.default_rng(0)

    def images(labels: np.ndarray) -> np.ndarray:
        noise = generator.integers(0, 100, (len(labels), 28, 28))
        return (noise + 15 * labels[:, None, None]).astype(np.uint8)

    train_labels = np.arange(400, dtype=np.uint8) % 10
    test_labels = np.arange(100, dtype=np.uint8) % 10
    data = Dataset(images(train_labels), train_labels, images(test_labels), test_labels)
    write_dataset(folder / "mnist.npz", data)
    return SmallDataset(folder / "mnist.npz", content_sha256(data))


def train(
    dataset: SmallDataset,
    directory: Path,
    environment: Mapping[str, str] | None = None,
    program: tuple[str, ...] = (),
    **changes: Any,
) -> subprocess.CompletedProcess[str]:
    """Train EXAMPLE_SPEC with `changes`, as the build would; see `start`."""
    spec = EXAMPLE_SPEC | changes
    key = circumstances(Spec.from_dict(spec), dataset.sha256).key(Spec.from_dict(spec))
    plan = write_plan(directory.with_name("plan.json"), spec, key)
    command = f"labbook.commands.{training_command(Spec.from_dict(spec))}"
    return start(dataset, plan, key, directory, environment, program or ("-m", command))


# What is to be written into files before a run, then the arguments of its command.
ONE_AFTER_ANOTHER = """
import json, sys
from pathlib import Path
from labbook.commands import train_keras

for texts, arguments in json.load(sys.stdin):
    for file, text in texts.items():
        Path(file).write_text(text, encoding="utf-8")
    train_keras.main(arguments)
"""


def train_together(
    dataset: SmallDataset,
    runs: Sequence[tuple[Path, dict[str, Any]]],
    texts: Sequence[Mapping[str, str]] | None = None,
) -> None:
    """Train EXAMPLE_SPEC with the changes of each run into its directory, all in a new process.

    `texts`: before each run, by file, what is written there.
    """
    calls = []
    for number, (directory, changes) in enumerate(runs):
        spec = EXAMPLE_SPEC | changes
        key = circumstances(Spec.from_dict(spec), dataset.sha256).key(Spec.from_dict(spec))
        plan = write_plan(directory.with_name(f"{directory.name}.plan.json"), spec, key)
        words = _words(dataset, plan, key, directory)
        calls.append([texts[number] if texts else {}, words])
    done = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_ANOTHER],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def write_plan(path: Path, spec: dict[str, Any], key: str) -> Path:
    """As much of an experiment's plan as a training job reads."""
    settings = {name: value for name, value in spec.items() if name != "seed"}
    run = {"key": key, "seed": spec["seed"]}
    write_json(path, {"configurations": [{"settings": settings, "runs": [run]}]})
    return path


def start(
    dataset: SmallDataset,
    plan: Path,
    key: str,
    directory: Path,
    environment: Mapping[str, str] | None = None,
    program: tuple[str, ...] = TRAIN_KERAS,
) -> subprocess.CompletedProcess[str]:
    """The training job of one run.

    A program of one's own, an environment, even an empty one, and NumPy have a new process.
    """
    words = [*program, *_words(dataset, plan, key, directory)]
    threads = {"OMP_NUM_THREADS": "4"}
    if environment is None and program == TRAIN_KERAS:
        return run_python(*words, environment=threads)
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **threads, **(environment or {})},
    )


def _words(dataset: SmallDataset, plan: Path, key: str, directory: Path) -> list[str]:
    return [
        *("--plan", str(plan)),
        *("--key", key),
        *("--dataset-file", str(dataset.file)),
        *("--dataset-sha256", dataset.sha256),
        *("--output-directory", str(directory)),
    ]
