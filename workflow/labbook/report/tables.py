"""The rows of an experiment's tables, with every cell as text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev

from markupsafe import Markup

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.findings import Finding
from labbook.artifacts.history import VALIDATION
from labbook.artifacts.own_metrics import OwnMetrics
from labbook.artifacts.provenance import FILE_NAME as PROVENANCE
from labbook.artifacts.provenance import Provenance
from labbook.artifacts.search import TrialRun
from labbook.artifacts.summary import (
    ConfigurationSummary,
    FailedRun,
    Majority,
    PlannedConfiguration,
    RunSummary,
    Statistic,
)
from labbook.metrics.best_configuration import TEST_ACCURACY, best, counted_runs, ranked
from labbook.report.columns import PREFIXES, Unit, has_validation, parts_of, stat_column
from labbook.report.measured import measured, origin_link
from labbook.report.numbers import FAILED, MISSING, integer, percent, pvalue, seconds, write_rounded
from labbook.report.origin import Origin, Runs, configuration_anchor, result_anchor
from labbook.text.rounding import SPACE, round_percent


@dataclass(frozen=True)
class Row:
    """One configuration: its label, the `id` of its runs in the appendix, and its cells.

    `place` is the `id` of the row itself, or None if it has none.
    """

    label: str
    anchor: str | None
    cells: tuple[Markup, ...]
    runs: str
    best: bool = False
    place: str | None = None


def result_rows(
    experiment: str,
    planned: Sequence[PlannedConfiguration],
    own: OwnMetrics | None = None,
) -> list[Row]:
    """Losses, then accuracies in percent, each for the parts of the data (see `parts_of`).

    Metrics of one's `own` follow.

    `best` marks the highest mean test accuracy, ties included, if at least two have a result. Rows
    without an anchor show the accuracy of always giving the commonest answer, one for each task.
    """
    parts = parts_of(planned)
    columns = [_part_column(planned, part, "loss") for part in parts]
    columns += [_part_column(planned, part, "accuracy") for part in parts[:-1]]
    with_result = [configuration.summary for configuration in planned if configuration.summary]
    majorities = majorities_of(with_result)
    alone = [Statistic(majority.accuracy, None, 1, (majority.accuracy,)) for majority in majorities]
    accuracies = _column(planned, "test_accuracy")
    columns.append(stat_column([*accuracies, *alone], "percent"))
    own = own or OwnMetrics({}, {})
    own_columns = [
        stat_column([_own(experiment, one, own, name) for one in planned], "loss")
        for name in own.titles
    ]
    highest = (
        best(with_result, TEST_ACCURACY) if len(ranked(with_result, TEST_ACCURACY)) > 1 else []
    )
    rows = [
        Row(
            label=configuration.known.label,
            anchor=configuration_anchor(experiment, configuration.known.name),
            cells=tuple(column[place] for column in (*columns, *own_columns)),
            runs=runs_text(configuration),
            best=configuration.summary in highest,
            place=result_anchor(experiment, configuration.known.name),
        )
        for place, configuration in enumerate(planned)
    ]
    blanks = (Markup(),) * (len(columns) - 1)
    behind = (Markup(),) * len(own_columns)
    fixed_answers = [
        Row(
            f"always “{majority.label}”",
            None,
            (*blanks, columns[-1][len(rows) + place], *behind),
            "",
        )
        for place, majority in enumerate(majorities)
    ]
    return [*rows, *fixed_answers]


def _own(
    experiment: str, planned: PlannedConfiguration, own: OwnMetrics, metric: str
) -> Statistic | None:
    """A metric of one's own over the runs; None if all failed, no mean if all diverged."""
    if planned.summary is None:
        return None
    values = [own.runs[run.key][metric] for run in planned.summary.runs if run.key in own.runs]
    if not values:
        return Statistic(None, None, 0, ())
    mean = measured(fmean(values), Origin.of(Runs(experiment, planned.known.name)))
    return Statistic(mean, stdev(values) if values[1:] else None, len(values), tuple(values))


def majorities_of(configurations: Sequence[ConfigurationSummary]) -> list[Majority]:
    """The commonest answers of the configurations' tasks, without repetition."""
    return list(dict.fromkeys(configuration.majority for configuration in configurations))


def glance_cells(
    chosen: Sequence[ConfigurationSummary | None], any_finished: Sequence[bool]
) -> list[tuple[Markup, Markup]]:
    """Test loss and test accuracy in percent, aligned; `chosen` is None without a result.

    `any_finished`: whether an experiment has a run that finished, even if it diverged.
    """
    nothing = [Statistic(None, None, 0, ()) if finished else None for finished in any_finished]
    units: dict[str, Unit] = {"test_loss": "loss", "test_accuracy": "percent"}
    columns = [
        stat_column(
            [
                configuration.metrics[name] if configuration else without_result
                for configuration, without_result in zip(chosen, nothing, strict=True)
            ],
            unit,
        )
        for name, unit in units.items()
    ]
    return list(zip(*columns, strict=True))


def course_rows(experiment: str, planned: Sequence[PlannedConfiguration]) -> list[Row]:
    """The rows of the table about the course of training.

    Columns: parameters, updates per epoch, lowest held-out loss, its epoch, last held-out loss, the
    epoch from which the held-out loss stays above the training loss, and CPU time.
    """
    lowest = stat_column(_column(planned, "lowest_held_out_loss"), "loss")
    ends = stat_column(_column(planned, "held_out_loss"), "loss")
    epochs = _column(planned, "lowest_held_out_loss_epoch")
    times = _column(planned, "training_cpu_seconds")
    return [
        Row(
            label=configuration.known.label,
            anchor=configuration_anchor(experiment, configuration.known.name),
            cells=(
                Markup(integer(summary.parameters if summary else None)),
                Markup(integer(summary.steps_per_epoch if summary else None)),
                lowest[place],
                origin_link(_range_text(epochs[place]), epochs[place]),
                ends[place],
                _crossing_cell(configuration),
                origin_link(seconds(time.mean) if time else FAILED, time),
            ),
            runs=runs_text(configuration),
        )
        for place, (configuration, time) in enumerate(zip(planned, times, strict=True))
        for summary in [configuration.summary]
    ]


def runs_text(planned: PlannedConfiguration) -> str:
    """The number of runs that count; if some failed or diverged, also the number planned."""
    summary = planned.summary
    counted = summary.n_runs - summary.n_diverged if summary else 0
    if counted < len(planned.seeds):
        return f"{integer(counted)} of {integer(len(planned.seeds))}"
    return integer(counted)


def _column(planned: Sequence[PlannedConfiguration], metric: str) -> list[Statistic | None]:
    """A metric of each configuration; None if all its runs failed."""
    return [
        configuration.summary.metrics[metric] if configuration.summary else None
        for configuration in planned
    ]


def _part_column(planned: Sequence[PlannedConfiguration], part: str, metric: str) -> list[Markup]:
    """The cells of a metric; a dash if a configuration has no such part of the data."""
    cells = stat_column(
        _column(planned, f"{PREFIXES[part]}_{metric}"), "loss" if metric == "loss" else "percent"
    )
    return [
        Markup(MISSING)
        if part == VALIDATION
        and configuration.summary
        and not has_validation(configuration.known.settings)
        else cell
        for configuration, cell in zip(planned, cells, strict=True)
    ]


def _crossing_cell(planned: PlannedConfiguration) -> Markup:
    """The epochs from which the held-out loss stays above the training loss, over the runs."""
    if planned.summary is None:
        return Markup(FAILED)
    crossings = planned.summary.metrics["held_out_loss_crossing_epoch"]
    above = [
        (run.metrics["held_out_loss"] or 0) > (run.metrics["train_loss"] or 0)
        for run in counted_runs(planned.summary)
        if run.metrics["held_out_loss_crossing_epoch"] is None
    ]
    words = [origin_link(_range_text(crossings), crossings)] if crossings.n else []
    words += [Markup("the first")] * any(above) + [Markup("none")] * (not all(above))
    return Markup(", ").join(words) or Markup(MISSING)


def _range_text(stat: Statistic | None) -> str:
    """The lowest and the highest value over the runs; a single number if they are equal."""
    if stat is None:
        return FAILED
    values = [value for value in stat.values if value is not None]
    return _span(values) if values else MISSING


def _span(values: Sequence[float]) -> str:
    return "–".join(dict.fromkeys((integer(min(values)), integer(max(values)))))


@dataclass(frozen=True)
class DifferenceRow:
    """One configuration that is compared with the best one.

    `difference` is the best's mean minus this one's, in percentage points. Each number links to its
    origin; `finding` is the source of the row.
    """

    finding: Finding
    name: str
    label: str
    difference: Markup
    interval: Markup
    p: Markup
    verdict: str


def difference_rows(
    findings: Sequence[Finding], label: Callable[[str], str]
) -> list[DifferenceRow]:
    """A row for each finding of kind `difference`; `label` gives the words for a configuration."""
    return [_difference_row(finding, label) for finding in findings]


def _difference_row(finding: Finding, label: Callable[[str], str]) -> DifferenceRow:
    numbers, other = finding.numbers, finding.details["other"]
    equivalent = finding.verdict == "equivalent"
    return DifferenceRow(
        finding=finding,
        name=other,
        label=label(other),
        difference=_points(numbers["difference"]),
        interval=_interval(numbers["interval"]),
        p=_p(numbers["p_equivalence" if equivalent else "p_difference"]),
        verdict=_verdict(finding),
    )


def _verdict(finding: Finding) -> str:
    if finding.details["of_one_seed"]:
        return "one seed, no evidence"
    # This row is about the other configuration.
    return "worse" if finding.verdict == "better" else finding.verdict


def _points(fraction: float) -> Markup:
    return origin_link(write_rounded(round_percent(fraction, None)), fraction)


def _interval(interval: Sequence[float] | None) -> Markup:
    if interval is None:
        return Markup(MISSING)
    return Markup("{} to {}").format(*map(_points, interval))


def _p(value: float | None) -> Markup:
    """The p-value without "p =", which the head of the column says."""
    if value is None:
        return Markup(MISSING)
    text = pvalue(value).removeprefix(f"p{SPACE}").removeprefix(f"={SPACE}")
    return origin_link(text, value)


_CHECKSUM_DIGITS = 12
_COMMIT_DIGITS = 7


@dataclass(frozen=True)
class RunRow:
    """One run: `cells` are its losses, test accuracy and its interval (both in percent), and time.

    The losses are those of training, of validation if a configuration of the experiment has it, and
    of the test. `checksum` is the start of the SHA-256 of its provenance.json, which holds those of
    its other files. `failure` is the reason why a run failed; such a run has no checksum or cells.
    """

    anchor: str
    seed: int
    key: str
    checksum: str = MISSING
    commit: str = MISSING
    cells: tuple[Markup, ...] = ()
    diverged: bool = False
    failure: str | None = None


def run_rows(
    experiment: str,
    planned: Sequence[PlannedConfiguration],
    provenance: Mapping[str, Provenance],
) -> dict[str, list[RunRow]]:
    """Map each configuration's name to its rows; `provenance` maps run directories.

    Raises OSError if the provenance.json of a run is missing.
    """
    finished = counted_runs(
        *(configuration.summary for configuration in planned if configuration.summary)
    )
    rows = _run_cells(finished, parts_of(planned))
    cells = {run.key: row for run, row in zip(finished, rows, strict=True)}

    def row(configuration: str, run: RunSummary | FailedRun) -> RunRow:
        place = Runs(experiment, configuration, run.seed)
        if isinstance(run, FailedRun):
            return RunRow(place.anchor, run.seed, run.key, failure=run.failure)
        time = Markup("{}").format(seconds(run.metrics["training_cpu_seconds"]))
        return identified(place, run, provenance, (*cells.get(run.key, ()), time))

    return {
        configuration.known.name: [row(configuration.known.name, run) for run in configuration.runs]
        for configuration in planned
    }


def identified(
    place: Runs,
    run: RunSummary | TrialRun,
    provenance: Mapping[str, Provenance],
    cells: tuple[Markup, ...],
) -> RunRow:
    """The row of a run or a trial; a trial may have failed."""
    if isinstance(run, TrialRun) and run.failure is not None:
        return RunRow(place.anchor, run.seed, run.key, failure=run.failure)
    commit = provenance[run.directory].git_commit
    return RunRow(
        anchor=place.anchor,
        seed=run.seed,
        key=run.key,
        checksum=sha256_file(Path(run.directory) / PROVENANCE)[:_CHECKSUM_DIGITS],
        # A `+` at the end of a commit says that files were changed since.
        commit=commit[:_COMMIT_DIGITS] + "+" * commit.endswith("+") if commit else MISSING,
        cells=cells,
        diverged=run.diverged,
    )


def _run_cells(runs: Sequence[RunSummary], parts: Sequence[str]) -> list[tuple[Markup, ...]]:
    """Losses, accuracy and interval of each run, aligned in columns.

    A run that did not diverge has all numbers, except for a part of the data without images.
    """

    def alone(metric: str) -> list[Statistic | None]:
        return [Statistic(run.metrics[metric], None, 1, ()) for run in runs]

    columns = [stat_column(alone(f"{PREFIXES[part]}_loss"), "loss") for part in parts]
    for part, column in zip(parts, columns, strict=True):
        for place, run in enumerate(runs):
            if run.metrics[f"{PREFIXES[part]}_loss"] is None:
                column[place] = Markup(MISSING)
    columns.append(stat_column(alone("test_accuracy"), "percent"))
    # Both ends are in percent, but only the head of the table has the sign.
    ends = [[percent(end).rstrip("\u202f%") for end in run.test_accuracy_interval] for run in runs]
    columns.append([Markup("{} to {}").format(low, high) for low, high in ends])
    return list(zip(*columns, strict=True))
