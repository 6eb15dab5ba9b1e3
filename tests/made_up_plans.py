"""Plans and settings of which a test names what matters to it."""

from typing import Any

from labbook.artifacts.experiment_plan import ExperimentPlan, RunSettings
from labbook.artifacts.lab_plan import LabPlan
from labbook.artifacts.typed_json import typed

SETTINGS: dict[str, Any] = {
    "engine": "keras",
    "model": "mlp",
    "dataset": "mnist",
    "task": {"kind": "multiclass"},
    "validation_fraction": 0.2,
    "split_seed": 0,
    "hidden": [],
    "output": {"units": 10, "activation": "softmax"},
    "loss": "categorical_crossentropy",
    "optimizer": {"name": "adam", "learning_rate": 0.001},
    "batch_size": 100,
    "epochs": 100,
}
DATASET: dict[str, Any] = {
    "name": "mnist",
    "title": "MNIST",
    "sha256": "d" * 64,
    "image_shape": [28, 28],
    "n_train_total": 60000,
    "n_test": 10000,
    "is_subset": False,
    "in_place": None,
    "is_fallback": False,
    "advice": "",
}


def run_settings(**known: Any) -> RunSettings:
    """Those of a small network, but for what is `known`."""
    return typed(SETTINGS | known, RunSettings)


def experiment_plan_values(*configurations: dict[str, Any], **known: Any) -> dict[str, Any]:
    """What the file holds; a configuration is told by its name alone, or by more of it."""
    return {
        "lab": "lab",
        "experiment": "trial",
        "dataset": {
            **{"name": "mnist", "sha256": "0" * 64, "image_shape": [28, 28]},
            **{"classes": list("0123456789"), "noun": "digit"},
        },
        "axes": [],
        "configurations": [
            {
                "label": one["name"],
                "varied": {},
                "runs": [],
                **one,
                "settings": SETTINGS | one.get("settings", {}),
            }
            for one in configurations
        ],
        **known,
    }


def experiment_plan_of(*configurations: dict[str, Any], **known: Any) -> ExperimentPlan:
    return typed(experiment_plan_values(*configurations, **known), ExperimentPlan)


def lab_plan_values(*experiments: dict[str, Any], **known: Any) -> dict[str, Any]:
    """What the file holds; an experiment is told by its name alone, or by more of it."""
    return {
        "lab": "lab",
        "title": "A lab",
        "assignment": "Lab 1",
        "identity": {},
        "dataset": DATASET,
        "validation_fraction": 0.2,
        "split_seed": 0,
        "equivalence_margin": 0.001,
        "experiments": [
            {"title": one["name"], "question": "?", "dataset": DATASET, **one}
            for one in experiments
        ],
        **known,
    }


def lab_plan_of(*experiments: dict[str, Any], **known: Any) -> LabPlan:
    return typed(lab_plan_values(*experiments, **known), LabPlan)
