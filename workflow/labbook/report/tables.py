"""The tables of an experiment, row by row, with their cells written."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from labbook.artifacts.summary import ConfigurationSummary, Majority, Statistic
from labbook.report.anchors import configuration_anchor
from labbook.report.columns import Unit, stat_column
from labbook.report.numbers import MISSING, integer, seconds

LOSSES = ("train_loss", "val_loss", "test_loss")
ACCURACIES = ("train_accuracy", "val_accuracy", "test_accuracy")


@dataclass(frozen=True)
class Row:
    """One configuration: its words, where the appendix has its runs, and its cells."""

    label: str
    anchor: str | None
    cells: tuple[Markup, ...]
    runs: str
    best: bool = False


def result_rows(experiment: str, configurations: Sequence[ConfigurationSummary]) -> list[Row]:
    """Losses, then accuracies in percent, each for training, validation and test.

    `best` marks the highest mean test accuracy where there are two to compare, ties included. The
    rows without an anchor are the answers that need no network, one for each task.
    """
    columns = [stat_column(_column(configurations, name), "loss") for name in LOSSES]
    columns += [stat_column(_column(configurations, name), "percent") for name in ACCURACIES[:-1]]
    majorities = majorities_of(configurations)
    alone = [Statistic(one.accuracy, None, 1, (one.accuracy,)) for one in majorities]
    columns.append(stat_column([*_column(configurations, ACCURACIES[-1]), *alone], "percent"))
    means = [one.metrics["test_accuracy"].mean for one in configurations]
    known = [mean for mean in means if mean is not None]
    rows = [
        Row(
            label=one.label,
            anchor=configuration_anchor(experiment, one.name),
            cells=tuple(column[place] for column in columns),
            runs=_runs_text(one),
            best=len(known) > 1 and means[place] == max(known),
        )
        for place, one in enumerate(configurations)
    ]
    blanks = (Markup(),) * (len(columns) - 1)
    fixed_answers = [
        Row(f"always “{one.label}”", None, (*blanks, columns[-1][len(rows) + place]), "")
        for place, one in enumerate(majorities)
    ]
    return [*rows, *fixed_answers]


def majorities_of(configurations: Sequence[ConfigurationSummary]) -> list[Majority]:
    """The commonest answers of the configurations' tasks, each once."""
    return list(dict.fromkeys(one.majority for one in configurations))


def glance_cells(chosen: Sequence[ConfigurationSummary | None]) -> list[tuple[Markup, Markup]]:
    """Test loss and test accuracy in percent, aligned; None where an experiment has no result."""
    nothing = Statistic(None, None, 0, ())
    units: dict[str, Unit] = {"test_loss": "loss", "test_accuracy": "percent"}
    columns = [
        stat_column([one.metrics[name] if one else nothing for one in chosen], unit)
        for name, unit in units.items()
    ]
    return list(zip(*columns, strict=True))


def course_rows(experiment: str, configurations: Sequence[ConfigurationSummary]) -> list[Row]:
    """Parameters, updates per epoch, lowest validation loss, its epoch, the last one, CPU time."""
    lowest = stat_column(_column(configurations, "lowest_val_loss"), "loss")
    ends = stat_column(_column(configurations, "val_loss"), "loss")
    return [
        Row(
            label=one.label,
            anchor=configuration_anchor(experiment, one.name),
            cells=(
                Markup(integer(one.parameters)),
                Markup(integer(one.steps_per_epoch)),
                lowest[place],
                Markup(_range_text(one.metrics["lowest_val_loss_epoch"])),
                ends[place],
                Markup("{}").format(seconds(one.metrics["training_cpu_seconds"].mean)),
            ),
            runs=_runs_text(one),
        )
        for place, one in enumerate(configurations)
    ]


def _column(configurations: Sequence[ConfigurationSummary], metric: str) -> list[Statistic]:
    return [one.metrics[metric] for one in configurations]


def _runs_text(configuration: ConfigurationSummary) -> str:
    if configuration.n_diverged:
        finished = configuration.n_runs - configuration.n_diverged
        return f"{integer(finished)} of {integer(configuration.n_runs)}"
    return integer(configuration.n_runs)


def _range_text(stat: Statistic) -> str:
    """Lowest and highest over the runs, once if they are one."""
    values = [value for value in stat.values if value is not None]
    if not values:
        return MISSING
    ends = dict.fromkeys((integer(min(values)), integer(max(values))))
    return "–".join(ends)
