"""A training job on data so small that a test can wait for it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.dataset import Dataset, content_sha256, write_dataset
from labbook.artifacts.json_file import write_json
from labbook.artifacts.spec import Spec
from labbook.run_key import circumstances, training_command


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
    **changes: Any,
) -> subprocess.CompletedProcess[str]:
    """Train EXAMPLE_SPEC with `changes`, as the build would."""
    spec = EXAMPLE_SPEC | changes
    key = circumstances(Spec.from_dict(spec), dataset.sha256).key(Spec.from_dict(spec))
    plan = write_plan(directory.with_name("plan.json"), spec, key)
    command = f"labbook.commands.{training_command(Spec.from_dict(spec))}"
    return start(dataset, plan, key, directory, environment, ("-m", command))


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
    program: tuple[str, ...] = ("-m", "labbook.commands.train_keras"),
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, *program),
            *("--plan", str(plan)),
            *("--key", key),
            *("--dataset-file", str(dataset.file)),
            *("--dataset-sha256", dataset.sha256),
            *("--output-directory", str(directory)),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "4", **(environment or {})},
    )
