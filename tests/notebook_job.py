"""The jobs that run and write a notebook on a fifth of the embedded digits, as the build does."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from example_spec import EXAMPLE_SPEC
from job_process import run_job
from labbook.artifacts.dataset import ARRAY_NAMES, content_sha256, dataset_of, write_dataset
from labbook.artifacts.json_file import write_json
from labbook.data.datasets import mnist_5k
from made_up_plans import lab_plan_values

NETWORK = {
    "dataset": "mnist-5k",
    "hidden": [{"units": 32, "activation": "relu", "dropout": 0.0}],
    "optimizer": {"name": "adam", "learning_rate": 0.005},
    "batch_size": 100,
    "epochs": 3,
}
PLAN: dict[str, Any] = {
    "experiment": "mlp",
    "template": "mlp",
    "dataset": {"title": "5,000 digits of MNIST", "is_subset": True, "keras_name": "mnist"},
    "data_file": "../data/mnist-5k/mnist-5k.npz",
    "choice": None,
    "seed": 1,
}
IDENTITY = {
    "first_name": "Ada",
    "last_name": "Lovelace",
    "group": "thursday",
    "course": "Deep Learning",
    "course_code": "DL",
    "date": "1 June",
}
LAB_PLAN = lab_plan_values(title="A network in Keras", assignment="Forum", identity=IDENTITY)


def settings_of(**changes: Any) -> dict[str, Any]:
    """What an experiment plan has of a network: a spec but for the seed."""
    return {
        key: value for key, value in (EXAMPLE_SPEC | NETWORK | changes).items() if key != "seed"
    }


@dataclass(frozen=True)
class NotebookJob:
    """`folder` stands for results/: data and plans are in it, the notebook comes to forum/."""

    folder: Path
    sha256: str

    @property
    def notebook(self) -> Path:
        return self.folder / "forum" / "notebook.ipynb"

    @property
    def results(self) -> Path:
        return self.notebook.with_suffix(".json")

    @property
    def data_file(self) -> Path:
        return self.folder / "data" / "mnist-5k" / "mnist-5k.npz"

    @property
    def words(self) -> Path:
        return self.folder / "plans" / "forum.json"

    @property
    def plan_file(self) -> Path:
        return self.folder / "plans" / "notebooks" / "forum.json"

    def plan(self, **changes: Any) -> None:
        write_json(self.plan_file, {**PLAN, "settings": settings_of(**changes)})

    @property
    def executed(self) -> Path:
        return self.notebook.with_name("notebook_run.ipynb")

    @property
    def files(self) -> dict[str, Path]:
        """The keywords of the job that runs it, those that are paths."""
        return {
            "plan": self.plan_file,
            "dataset_file": self.data_file,
            "executed": self.executed,
            "measured": self.results,
        }

    def run(self, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run it, and if it did not fail, write it."""
        done = run_job(
            "labbook.topics.notebook.run_job",
            self.files,
            {"dataset_sha256": self.sha256},
            environment=environment,
        )
        return done if done.returncode else self.write()

    def write(self, **words: Any) -> subprocess.CompletedProcess[str]:
        """Write what was run, with other `words` of the lab's plan."""
        write_json(self.words, {**LAB_PLAN, **words})
        files = {"plan": self.plan_file, "executed": self.executed, "measured": self.results}
        return run_job(
            "labbook.topics.notebook.write_job",
            {**files, "words": self.words, "notebook": self.notebook},
            forbidden=("nbclient", "keras", "tensorflow"),
        )


def notebook_job(folder: Path) -> NotebookJob:
    whole = mnist_5k.read(mnist_5k.ENTRY, None)[0]
    # Every fifth: 800 for training and 200 for testing.
    data = dataset_of({name: getattr(whole, name)[::5] for name in ARRAY_NAMES})
    job = NotebookJob(folder, content_sha256(data))
    write_dataset(job.data_file, data)
    job.plan()
    return job
