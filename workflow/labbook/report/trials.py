"""The table of a search's trials, the best first."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from labbook.artifacts.search import Search, Trial
from labbook.artifacts.summary import Statistic
from labbook.report.columns import stat_column
from labbook.report.numbers import integer, seconds


@dataclass(frozen=True)
class TrialRow:
    """`cells`: parameters, validation accuracy in percent, validation loss, CPU time."""

    trial: Trial
    cells: tuple[Markup, ...]
    chosen: bool


def trial_rows(search: Search) -> list[TrialRow]:
    """By falling validation accuracy; those without a result last, in the order of the draw."""
    ordered = [*search.ranked, *(one for one in search.trials if one not in search.ranked)]
    accuracies = stat_column([_over_runs(one, "val_accuracy") for one in ordered], "percent")
    losses = stat_column([_over_runs(one, "val_loss") for one in ordered], "loss")
    return [
        TrialRow(
            trial=one,
            cells=(
                Markup(integer(one.parameters)),
                accuracies[place],
                losses[place],
                Markup("{}").format(seconds(_mean_seconds(one))),
            ),
            chosen=one is search.chosen,
        )
        for place, one in enumerate(ordered)
    ]


def _over_runs(trial: Trial, metric: str) -> Statistic | None:
    """None where a run failed; without a mean where one diverged."""
    if trial.failed:
        return None
    values = tuple(getattr(run, metric) for run in trial.runs)
    known = [value for value in values if value is not None]
    mean = sum(known) / len(known) if len(known) == len(values) else None
    return Statistic(mean, None, len(known), values)


def _mean_seconds(trial: Trial) -> float | None:
    known: Sequence[float] = [
        run.training_cpu_seconds for run in trial.runs if run.training_cpu_seconds is not None
    ]
    return sum(known) / len(known) if known else None
