"""The trials of a search as rows: the best first, each with its runs for the appendix."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from labbook.artifacts.provenance import Provenance
from labbook.artifacts.run_settings import RunSettings, read_settings
from labbook.artifacts.search import Search, Trial, TrialRun
from labbook.artifacts.summary import Statistic
from labbook.report.columns import stat_column
from labbook.report.measured import measured, origin_link
from labbook.report.numbers import integer, seconds
from labbook.report.origin import Origin, Runs
from labbook.report.run_rows import RunRow, identified
from labbook.topics.search.search_space import settings_words


@dataclass(frozen=True)
class TrialRow:
    """`settings`: what it takes of each axis of the space; `run_settings`: those of its runs.

    `cells`: parameters, validation accuracy in percent, validation loss, CPU time, the last three
    links to the rows of its `runs`, whose cells are the same three without links.
    """

    trial: Trial
    settings: tuple[Markup, ...]
    run_settings: RunSettings
    cells: tuple[Markup, ...]
    chosen: bool
    runs: tuple[RunRow, ...]


def trial_rows(search: Search, provenance: Mapping[str, Provenance]) -> list[TrialRow]:
    """By falling validation accuracy; those without a result last, in the order of the draw.

    `provenance` is by run directory. Raises OSError if a run's provenance.json is gone.
    """
    ordered = [*search.ranked, *(one for one in search.trials if one not in search.ranked)]
    in_validation = {
        metric: [_over_runs(search, one, metric) for one in ordered]
        for metric in ("val_accuracy", "val_loss")
    }
    accuracies = stat_column(in_validation["val_accuracy"], "percent")
    losses = stat_column(in_validation["val_loss"], "loss")
    runs = _run_rows(search, ordered, provenance)
    return [
        TrialRow(
            trial=one,
            settings=tuple(settings_words(search, one.varied)),
            run_settings=read_settings(one.settings),
            cells=(
                Markup(integer(one.parameters)),
                accuracies[place],
                losses[place],
                _time(search, one),
            ),
            chosen=one is search.chosen,
            runs=tuple(runs[one.name]),
        )
        for place, one in enumerate(ordered)
    ]


def _over_runs(search: Search, trial: Trial, metric: str) -> Statistic | None:
    """None where a run failed; without a mean where one diverged."""
    if trial.failed:
        return None
    values = tuple(getattr(run, metric) for run in trial.runs)
    mean = _mean([value for value in values if value is not None], len(values))
    return Statistic(measured(mean, _origin(search, trial)), None, len(values), values)


def _time(search: Search, trial: Trial) -> Markup:
    known = [one for run in trial.runs if (one := run.training_cpu_seconds) is not None]
    mean = measured(_mean(known, len(known)), _origin(search, trial))
    return origin_link(seconds(mean), mean)


def _mean(known: list[float], expected: int) -> float | None:
    return sum(known) / len(known) if known and len(known) == expected else None


def _origin(search: Search, trial: Trial) -> Origin:
    return Origin.of(Runs(search.experiment, trial.name))


def _run_rows(
    search: Search, ordered: list[Trial], provenance: Mapping[str, Provenance]
) -> dict[str, list[RunRow]]:
    finished = [run for one in ordered for run in one.runs if not run.failure and not run.diverged]

    def column(metric: str) -> list[Statistic | None]:
        return [Statistic(getattr(run, metric), None, 1, ()) for run in finished]

    cells = dict(
        zip(
            [run.key for run in finished],
            zip(
                stat_column(column("val_accuracy"), "percent"),
                stat_column(column("val_loss"), "loss"),
                strict=True,
            ),
            strict=True,
        )
    )

    def row(trial: Trial, run: TrialRun) -> RunRow:
        time = Markup("{}").format(seconds(run.training_cpu_seconds))
        return identified(
            Runs(search.experiment, trial.name, run.seed),
            run,
            provenance,
            (*cells.get(run.key, ()), time),
        )

    return {one.name: [row(one, run) for run in one.runs] for one in ordered}
