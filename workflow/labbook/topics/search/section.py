"""A search and its trials, as a report shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from labbook.artifacts.provenance import Provenance, read_provenance
from labbook.artifacts.run_settings import RunSettings, read_settings
from labbook.artifacts.search import Search, Trial, TrialRun, read_search
from labbook.artifacts.summary import Statistic
from labbook.report.columns import stat_column
from labbook.report.measured import measured
from labbook.report.numbers import integer, seconds
from labbook.report.origin import Origin, Runs
from labbook.report.origin_links import origin_link
from labbook.report.run_rows import RunRow, identified
from labbook.report.topic_section import SectionContext, TopicSection
from labbook.topics.search.search_space import Axis, settings_words, space_axes


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


@dataclass(frozen=True)
class SearchSection(TopicSection):
    """`space` has a column for each of its axes; `rows` are the trials, the best first."""

    search: Search
    space: Sequence[Axis]
    rows: Sequence[TrialRow]


def section(context: SectionContext, *, search: Path) -> SearchSection:
    """Read the choice and the trials' provenance; raises LabbookError where one is broken."""
    found = read_search(search)
    rows = trial_rows(found, _provenance(found))
    return SearchSection(
        found,
        space_axes(found),
        rows,
        labels={row.trial.name: row.trial.label for row in rows},
        run_keys={row.trial.name: {run.key for run in row.runs} for row in rows},
    )


def _provenance(search: Search) -> dict[str, Provenance]:
    """By run directory, of the trials that have left something."""
    runs = [run for trial in search.trials for run in trial.runs]
    return {run.directory: read_provenance(Path(run.directory)) for run in runs if not run.failure}
