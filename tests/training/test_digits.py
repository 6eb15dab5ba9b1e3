"""From a config with `dataset: digits` to a summary: 8 × 8 pixels, with both engines."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from labbook.artifacts.json_file import read_json
from labbook.artifacts.lab_plan import MadeFiles
from labbook.artifacts.summary import read_summary
from labbook.config.load import parse_config
from labbook.config.yaml_file import read_yaml
from labbook.jobs import prepare_data, summarize
from labbook.planning.datasets import choose_datasets
from labbook.planning.plan import make_plan
from labbook.planning.plan_files import (
    experiment_plan_path,
    lab_plan_path,
    plan_files,
    write_plan_files,
)
from labbook.run_key import training_command
from labbook.topics.classes import evaluate_job
from labbook.topics.classes.class_evaluation import read_class_evaluation
from real_build import ROOT

EXPERIMENT = {
    **{"title": "Digits", "question": "Can they be read?", "units": 16, "activation": "sigmoid"},
    **{"seeds": [0], "by_class": True},
}
OF_ENGINE = {
    "keras": {"epochs": 5, "optimizer": "adam", "batch_size": 20, "learning_rate": 0.01},
    "numpy": {"epochs": 60, "learning_rate": 5.0},
}


@pytest.mark.parametrize(
    ("engine", "where"), [("numpy", "config"), ("numpy", "experiment"), ("keras", "config")]
)
def test_a_network_learns_to_read_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str, where: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LABBOOK_DATA", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras_home"))
    monkeypatch.setenv("LABBOOK_MIRRORS", "")
    config = parse_config(settings(engine, where))
    chosen = choose_datasets(config, Path("results/data"), decides=True)
    plan = make_plan(config, chosen.own, others=chosen.others)
    write_plan_files(plan_files(plan, config, {"lab": MadeFiles((), {})}))
    (experiment,) = plan.experiments
    (run,) = plan.runs.values()
    dataset = experiment.dataset
    assert not dataset.is_subset
    images, plan_file = Path("digits.npz"), experiment_plan_path("lab", "only")
    prepare_data.make(**dataset.preparation.keywords, images=images, manifest=Path("digits.json"))
    data = ("--dataset-file", "digits.npz", "--dataset-sha256", dataset.sha256)
    planned = ("--plan", plan_file)
    subprocess.run(
        [
            *(sys.executable, "-m", f"labbook.commands.{training_command(run.spec)}"),
            *(*planned, "--key", run.key, *data, "--output-directory", run.directory),
        ],
        check=True,
        env={"PYTHONPATH": str(ROOT / "workflow")},
    )
    summarize.make(
        plan=Path(plan_file),
        summary=Path("summary.json"),
        table=Path("summary.csv"),
        right_answers=Path("right_answers.npz"),
    )
    (found,) = read_summary(Path("summary.json")).configurations
    assert (found.n_train + found.n_validation, found.n_test) == (1_442, 355)
    # 64 pixels, 16 units, 10 digits.
    assert found.parameters == 64 * 16 + 16 + 16 * 10 + 10
    accuracy = found.metrics["test_accuracy"].mean
    assert accuracy is not None
    assert accuracy > 0.3
    evaluate_job.make(
        summary=Path("summary.json"),
        dataset_file=images,
        dataset_sha256=dataset.sha256,
        classes=Path("classes.json"),
        images=Path("confused.npz"),
    )
    evaluation = read_class_evaluation(Path("classes.json"))
    assert (evaluation.classes, evaluation.noun) == (tuple("0123456789"), "digit")
    told = read_json(Path(lab_plan_path("lab")))["dataset"]
    assert (told["title"], told["is_subset"]) == ("scikit-learn’s digits", False)


def settings(engine: str, where: str) -> dict[str, Any]:
    of_experiment = {"dataset": "digits"} if where == "experiment" else {}
    return {
        **read_yaml(ROOT / "config.yaml"),
        "dataset": "mnist-5k" if where == "experiment" else "digits",
        "defaults": {},
        "labs": {
            "lab": {
                **{"title": "Lab", "assignment": "Lab", "engine": engine},
                "experiments": {"only": {**EXPERIMENT, **OF_ENGINE[engine], **of_experiment}},
            }
        },
    }
