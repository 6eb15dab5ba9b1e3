"""The rows of metrics.csv, from the summaries of a lab."""

from labbook.artifacts.metrics_table import Cell
from labbook.artifacts.summary import Summary
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
    """One row a run, in the order of the plan.

    Several hidden layers are written front to back with a hyphen (`512-256`, `relu-tanh`); a
    learning-rate schedule as canonical JSON.
    """
    rows: list[dict[str, Cell]] = []
    for configuration in summary.configurations:
        settings = configuration.settings
        rate = settings["optimizer"].get("learning_rate")
        for run in configuration.runs:
            rows.append(
                {
                    "experiment": summary.experiment,
                    "run": run.name,
                    "seed": run.seed,
                    "key": run.key,
                    "epochs": run.epochs,
                    "batch_size": settings["batch_size"],
                    "hidden_units": "-".join(str(layer["units"]) for layer in settings["hidden"]),
                    "activation": "-".join(layer["activation"] for layer in settings["hidden"]),
                    "optimizer": settings["optimizer"]["name"],
                    "learning_rate": canonical_json(rate) if isinstance(rate, dict) else rate,
                    "parameters": configuration.parameters,
                    "diverged": run.diverged,
                    **{name: run.metrics[name] for name in COPIED_METRICS},
                }
            )
    return rows
