"""A search and its trials, as a report shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from labbook.artifacts.experiment_plan import RunSettings, read_settings
from labbook.artifacts.provenance import read_provenance
from labbook.artifacts.search import Search, Trial, TrialRun, read_search
from labbook.artifacts.summary import Statistic
from labbook.report.columns import Unit, stat_column
from labbook.report.measured import measured, origin_link
from labbook.report.numbers import integer, seconds
from labbook.report.origin import Origin, Runs
from labbook.report.settings import value_text
from labbook.report.tables import RunRow, identified
from labbook.report.topic_section import SectionContext, TopicSection
from labbook.text.names import FIRST_RATE, setting_name

# From the network to its training; other keys follow. JSON has lost the order of the config.
_ORDER = (
    *("filters", "kernel_size", "block_dropout"),
    *("hidden_layers", "units", "activation", "dropout", "batch_normalization"),
    *("optimizer", "learning_rate", "batch_size"),
)


@dataclass(frozen=True)
class Axis:
    """One key with its `values` in words; `title` also says what all values have in common."""

    key: str
    title: str
    values: tuple[Markup, ...]


def space_axes(search: Search) -> list[Axis]:
    """The keys of the space, each with all its values."""
    keys = sorted(search.space, key=lambda key: (_ORDER.index(key) if key in _ORDER else 99, key))
    return [
        Axis(key, _title(key, values), tuple(_word(key, value, values) for value in values))
        for key in keys
        for values in [search.space[key]]
    ]


def settings_words(search: Search, varied: Mapping[str, Any]) -> list[Markup]:
    """What a trial takes of each axis, in the order of `space_axes`."""
    return [
        _word(axis.key, varied[axis.key], search.space[axis.key]) for axis in space_axes(search)
    ]


def _title(key: str, values: Sequence[Any]) -> str:
    schedule = _common_schedule(values)
    return f"{setting_name(key)} ({schedule})" if schedule else setting_name(key)


def _word(key: str, value: Any, values: Sequence[Any]) -> Markup:
    if _common_schedule(values):
        return value_text(key, value[FIRST_RATE])
    if isinstance(value, list) and any(isinstance(part, list) for part in value):
        return Markup(" → ").join(_word(key, block, values) for block in value)
    if isinstance(value, list):
        return Markup(" + ").join(map(integer, value)) or Markup("none")
    return value_text(key, value)


def _common_schedule(values: Sequence[Any]) -> str | None:
    """The schedule of learning rates that differ in nothing but where they begin."""
    if not all(isinstance(value, dict) and FIRST_RATE in value for value in values):
        return None
    alone = {"schedule": values[0]["schedule"], FIRST_RATE: None}
    is_common = all({**value, FIRST_RATE: None} == alone for value in values)
    return str(values[0]["schedule"]) if is_common else None


_COLUMNS: Mapping[str, Unit] = {"val_accuracy": "percent", "val_loss": "loss"}


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


@dataclass(frozen=True)
class SearchSection(TopicSection):
    """`space` has a column for each of its axes; `rows` are the trials, the best first."""

    search: Search
    space: Sequence[Axis]
    rows: Sequence[TrialRow]

    @property
    def stops_early(self) -> bool:
        """Whether a trial may have ended before the last of its epochs."""
        return any("early_stopping" in trial.settings for trial in self.search.trials)


def section(context: SectionContext, *, search: Path) -> SearchSection:
    """Read the choice and the trials' provenance; raises LabbookError where one is broken."""
    found = read_search(search)
    rows = _trial_rows(found)
    return SearchSection(
        found,
        space_axes(found),
        rows,
        labels={row.trial.name: row.trial.label for row in rows},
        run_keys={row.trial.name: {run.key for run in row.runs} for row in rows},
    )


def _trial_rows(search: Search) -> list[TrialRow]:
    """By falling validation accuracy; those without a result last, in the order of the draw.

    Raises OSError if a run's provenance.json is gone.
    """
    ordered = [*search.ranked, *(trial for trial in search.trials if trial not in search.ranked)]
    accuracies, losses = (
        stat_column([_over_runs(search, trial, metric) for trial in ordered], unit)
        for metric, unit in _COLUMNS.items()
    )
    runs = _run_rows(search)
    return [
        TrialRow(
            trial=trial,
            settings=tuple(settings_words(search, trial.varied)),
            run_settings=read_settings(trial.settings),
            cells=(Markup(integer(trial.parameters)), accuracy, loss, _time(search, trial)),
            chosen=trial is search.chosen,
            runs=runs[trial.name],
        )
        for trial, accuracy, loss in zip(ordered, accuracies, losses, strict=True)
    ]


def _over_runs(search: Search, trial: Trial, metric: str) -> Statistic | None:
    """None where a run failed; without a mean where one diverged."""
    if trial.failed:
        return None
    values = [getattr(run, metric) for run in trial.runs]
    mean = _mean([value for value in values if value is not None], len(values))
    return Statistic(measured(mean, _origin(search, trial)), None, len(values), tuple(values))


def _time(search: Search, trial: Trial) -> Markup:
    times = [run.training_cpu_seconds for run in trial.runs]
    known = [time for time in times if time is not None]
    mean = measured(_mean(known, len(known)), _origin(search, trial))
    return origin_link(seconds(mean), mean)


def _mean(known: list[float], expected: int) -> float | None:
    return sum(known) / len(known) if known and len(known) == expected else None


def _origin(search: Search, trial: Trial) -> Origin:
    return Origin.of(Runs(search.experiment, trial.name))


def _run_rows(search: Search) -> dict[str, tuple[RunRow, ...]]:
    """The rows of each trial's runs, by its name."""
    runs = [run for trial in search.trials for run in trial.runs if not run.failure]
    provenance = {run.directory: read_provenance(Path(run.directory)) for run in runs}
    finished = [run for run in runs if not run.diverged]
    columns = [
        stat_column([Statistic(getattr(run, metric), None, 1, ()) for run in finished], unit)
        for metric, unit in _COLUMNS.items()
    ]
    cells = dict(zip([run.key for run in finished], zip(*columns, strict=True), strict=True))

    def row(trial: Trial, run: TrialRun) -> RunRow:
        time = Markup("{}").format(seconds(run.training_cpu_seconds))
        place = Runs(search.experiment, trial.name, run.seed)
        return identified(place, run, provenance, (*cells.get(run.key, ()), time))

    return {trial.name: tuple(row(trial, run) for run in trial.runs) for trial in search.trials}
