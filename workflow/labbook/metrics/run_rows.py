"""The rows of metrics.csv, from the summaries of a lab."""

from labbook.artifacts.metrics_table import Cell
from labbook.artifacts.summary import FailedRun, PlannedConfiguration, RunSummary, Summary
from labbook.canonical_json import canonical_json

COPIED_METRICS = (
    "train_loss",
    "train_accuracy",
    "val_loss",
    "val_accuracy",
    "test_loss",
    "test_accuracy",
    "training_cpu_seconds",
)


def run_rows(summary: Summary) -> list[dict[str, Cell]]:
    """One row for each planned run, in the plan's order; a failed run has only its settings.

    Hyphens join hidden layers and blocks of convolutions, from first to last (`512-256`,
    `32+32-64+64`, `relu-tanh`). A learning-rate schedule is written as canonical JSON.
    """
    return [
        {
            "experiment": summary.experiment,
            "run": run.name,
            "seed": run.seed,
            "key": run.key,
            **_settings(planned),
            **_outcome(run, planned.summary.parameters if planned.summary else None),
        }
        for planned in summary.planned
        for run in planned.runs
    ]


def _settings(planned: PlannedConfiguration) -> dict[str, Cell]:
    settings = planned.known.settings
    # If no batch size is set, a step uses all training images.
    used = planned.summary.batch_size_used if planned.summary else None
    rate = settings.optimizer.get("learning_rate")
    blocks = settings.blocks
    return {
        "batch_size": settings.batch_size or used,
        "filters": "-".join("+".join(map(str, block.filters)) for block in blocks),
        "hidden_units": "-".join(str(layer.units) for layer in settings.hidden),
        "activation": "-".join(settings.activations),
        "optimizer": settings.optimizer["name"],
        "learning_rate": canonical_json(rate) if isinstance(rate, dict) else rate,
    }


def _outcome(run: RunSummary | FailedRun, parameters: int | None) -> dict[str, Cell]:
    if isinstance(run, FailedRun):
        nothing = ("epochs", "parameters", "diverged", *COPIED_METRICS, "counted_epoch")
        return {**dict.fromkeys(nothing), "status": "failed"}
    return {
        "epochs": run.epochs,
        "parameters": parameters,
        "diverged": run.diverged,
        "status": "diverged" if run.diverged else "finished",
        **{name: run.metrics[name] for name in COPIED_METRICS},
        "counted_epoch": run.counted_epoch,
    }
