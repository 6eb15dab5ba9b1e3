"""Experiments made up for the figures: a plan, its summary and the histories of its runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from labbook.artifacts.experiment_plan import ExperimentPlan
from labbook.artifacts.history import History, history_columns, write_history
from labbook.artifacts.spec import EarlyStopping
from labbook.artifacts.summary import Summary
from labbook.metrics.curves import Curves, later_rises, measure_curves
from labbook.metrics.overfitting import with_overfitting
from made_up_plans import experiment_plan_of
from made_up_run import write_provenance_of
from made_up_summary import gap_of, summary_of


@dataclass
class Experiment:
    """Grows by `add`; `plan` and `summary` are what the stages before `draw` write."""

    folder: Path
    planned: list[dict[str, Any]] = field(default_factory=list)
    summarized: list[dict[str, Any]] = field(default_factory=list)
    gaps: list[dict[str, Any]] = field(default_factory=list)

    @property
    def plan(self) -> ExperimentPlan:
        return experiment_plan_of(*self.planned)

    @property
    def summary(self) -> Summary:
        return with_overfitting(summary_of(self.plan, self.summarized, self.gaps))

    def add(
        self,
        label: str,
        histories: Sequence[dict[str, Sequence[float]]],
        *,
        hidden: Sequence[dict[str, Any]] = (),
        output: dict[str, Any] | None = None,
        task: dict[str, Any] | None = None,
        parameters: int = 785,
        loss: str = "binary_crossentropy",
        diverged: Sequence[bool] | None = None,
        restored: Sequence[int] = (),
        **further: Any,
    ) -> "Experiment":
        """One more configuration with one run for each history (columns by name).

        `restored`: of each, the epoch that early stopping has restored; `further`: settings that
        others leave out.
        """
        name = f"configuration-{len(self.planned)}"
        runs, measures = [], []
        for seed, columns in enumerate(histories):
            directory = self.folder / "runs" / f"{name}_seed-{seed}"
            epochs = list(range(1, len(next(iter(columns.values()))) + 1))
            lists = {column: [float(x) for x in columns[column]] for column in columns}
            write_history(directory / "history.csv", History(epochs, lists))
            write_provenance_of(directory, seed)
            run = {"name": directory.name, "seed": seed, "key": "0" * 12}
            runs.append({**run, "directory": str(directory)})
            measures.append(_measures(History(epochs, lists)))
            measures[-1] |= {"restored_epoch": restored[seed]} if restored else {}
        settings = {
            "model": "mlp",
            "task": task or {"kind": "one_against_rest", "positive": 0},
            "hidden": list(hidden),
            "output": output or {"units": 1, "activation": "sigmoid"},
            "loss": loss,
            **further,
        }
        if restored:
            settings["early_stopping"] = vars(EarlyStopping("val_loss", 2, 0.0, True))
        self.planned.append({"name": name, "label": label, "settings": settings, "runs": runs})
        flags = diverged or [False] * len(runs)
        losses = [np.array(one.get("val_loss", one.get("test_loss"))) for one in histories]
        training = [np.array(one["train_loss"]) for one in histories]
        if len({len(loss) for loss in losses}) == 1:
            rises = later_rises(losses, training)
            for measured, rise in zip(measures, rises, strict=True):
                if rise:
                    measured["held_out_loss_later_rise"] = rise.held_out
                    measured["train_loss_later_rise"] = rise.training
        self.summarized.append(
            {
                "name": name,
                "parameters": parameters,
                "runs": [
                    {**run, **measured, "diverged": flag}
                    for run, measured, flag in zip(runs, measures, flags, strict=True)
                ],
            }
        )
        return self

    def fail(self, place: int, *seeds: int) -> "Experiment":
        """Let these runs of a configuration have failed: they are in the plan alone."""
        planned = self.planned[place]
        (one,) = [each for each in self.summarized if each["name"] == planned["name"]]
        lost = [run for run in planned["runs"] if run["seed"] in seeds]
        for run in lost:
            (Path(run["directory"]) / "history.csv").unlink()
        one["runs"] = [run for run in one["runs"] if run["seed"] not in seeds]
        if not one["runs"]:
            self.summarized.remove(one)
        self.gaps.append(gap_of(planned, place, lost))
        return self


def _measures(history: History) -> dict[str, Any]:
    """As a summary has them: None where a number of the history is not finite."""
    epochs = {"epochs": len(history.epochs)}
    if not all(np.isfinite(values).all() for values in history.columns.values()):
        return epochs | dict.fromkeys(Curves._fields)
    return epochs | measure_curves(history)._asdict()


def history(
    losses: Sequence[float],
    accuracies: Sequence[float],
    *,
    shift: float = 0.0,
    fraction: float = 0.2,
) -> dict[str, np.ndarray]:
    """Columns of a run whose held-out part lies `shift` (relative) worse than its training.

    That part is validation, or with a `fraction` of zero the test.
    """
    loss, accuracy = np.array(losses, float), np.array(accuracies, float)
    values = (loss, accuracy, loss * (1 + shift), accuracy * (1 - shift / 10))
    return dict(zip(history_columns(fraction), values, strict=True))


@pytest.fixture
def drawable(tmp_path: Path) -> Experiment:
    return Experiment(tmp_path)


@pytest.fixture
def make_history() -> Callable[..., dict[str, np.ndarray]]:
    return history
