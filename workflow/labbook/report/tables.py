"""The rows of an experiment's tables, with every cell as text."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from labbook.artifacts.history import VALIDATION
from labbook.artifacts.summary import (
    ConfigurationSummary,
    Majority,
    PlannedConfiguration,
    Statistic,
)
from labbook.metrics.best_configuration import TEST_ACCURACY, best, ranked
from labbook.report.anchors import configuration_anchor, result_anchor
from labbook.report.columns import Unit, stat_column
from labbook.report.data_parts import PREFIXES, has_validation, parts_of
from labbook.report.numbers import FAILED, MISSING, integer, seconds
from labbook.report.origin_links import origin_link


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


def result_rows(experiment: str, planned: Sequence[PlannedConfiguration]) -> list[Row]:
    """Losses, then accuracies in percent, each for the parts of the data (see `parts_of`).

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
    highest = (
        best(with_result, TEST_ACCURACY) if len(ranked(with_result, TEST_ACCURACY)) > 1 else []
    )
    rows = [
        Row(
            label=configuration.known.label,
            anchor=configuration_anchor(experiment, configuration.known.name),
            cells=tuple(column[place] for column in columns),
            runs=runs_text(configuration),
            best=configuration.summary in highest,
            place=result_anchor(experiment, configuration.known.name),
        )
        for place, configuration in enumerate(planned)
    ]
    blanks = (Markup(),) * (len(columns) - 1)
    fixed_answers = [
        Row(f"always “{majority.label}”", None, (*blanks, columns[-1][len(rows) + place]), "")
        for place, majority in enumerate(majorities)
    ]
    return [*rows, *fixed_answers]


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
                Markup(
                    integer(configuration.summary.parameters if configuration.summary else None)
                ),
                Markup(
                    integer(
                        configuration.summary.steps_per_epoch if configuration.summary else None
                    )
                ),
                lowest[place],
                origin_link(_range_text(epochs[place]), epochs[place]),
                ends[place],
                _crossing_cell(configuration),
                origin_link(_time_text(times[place]), times[place]),
            ),
            runs=runs_text(configuration),
        )
        for place, configuration in enumerate(planned)
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
    counted = [run for run in planned.summary.runs if not run.diverged]
    above = [
        (run.metrics["held_out_loss"] or 0) > (run.metrics["train_loss"] or 0)
        for run in counted
        if run.metrics["held_out_loss_crossing_epoch"] is None
    ]
    words = [origin_link(_range_text(crossings), crossings)] if crossings.n else []
    words += [Markup("the first")] * any(above) + [Markup("none")] * (not all(above))
    return Markup(", ").join(words) or Markup(MISSING)


def _time_text(stat: Statistic | None) -> str:
    return seconds(stat.mean) if stat else FAILED


def _range_text(stat: Statistic | None) -> str:
    """The lowest and the highest value over the runs; a single number if they are equal."""
    if stat is None:
        return FAILED
    values = [value for value in stat.values if value is not None]
    if not values:
        return MISSING
    ends = dict.fromkeys((integer(min(values)), integer(max(values))))
    return "–".join(ends)
