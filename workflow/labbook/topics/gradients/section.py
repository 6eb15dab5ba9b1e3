"""The gradients of an experiment's configurations, as a report's table shows them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from markupsafe import Markup

from labbook.report.measured import measured, origin_link
from labbook.report.numbers import MISSING, integer, number
from labbook.report.origin import Origin, Runs
from labbook.report.topic_section import SectionContext, TopicSection, read_figures
from labbook.topics.gradients.gradient_summary import (
    ConfigurationGradients,
    read_gradient_summary,
)


@dataclass(frozen=True)
class GradientRow:
    """A configuration: `start` and `end`, the ratio of first layer to output; `factor` from layer
    to layer at the start; `zero` runs whose first layer ends with a gradient of zero, of `runs`;
    `largest` entry, its `place`. At the start, `ratio` is the same as `start`, and `first` is the
    norm of the first layer's gradient: geometric means over the runs in which none is zero.
    """

    name: str
    runs: str
    start: Markup
    end: Markup
    factor: Markup
    zero: Markup
    largest: Markup
    place: str
    ratio: float | None
    first: float | None


@dataclass(frozen=True)
class GradientResults(TopicSection):
    """`rows` of the configurations with a run that counts; `has_zeros`: some ratio is over fewer
    runs than there are, since a norm is zero. `updates`: how many the first and the last steps are,
    each combination that occurs once.
    """

    template = "gradients/prose.html.j2"
    # `gradients` and `gradient_change` have their paragraph in the discussion of any experiment.
    discussion = MappingProxyType(
        {"Largest gradients": ("largest_gradient",), "First epoch": ("first_epoch",)}
    )

    rows: Sequence[GradientRow]
    has_zeros: bool
    updates: Sequence[tuple[int, int]]


def section(
    context: SectionContext, *, gradients: Path, arrays: Path, figures: Path
) -> GradientResults:
    """The table, with its numbers as links to where they come from.

    Raises LabbookError for a file that is missing or broken.
    """
    summary = read_gradient_summary(gradients, arrays)
    shown = [configuration for configuration in summary.configurations if configuration.runs]
    return GradientResults(
        rows=[_row(summary.experiment, configuration) for configuration in shown],
        has_zeros=any(
            not passage.ratio or passage.change is None
            for configuration in shown
            for run in configuration.runs
            for passage in (run.start, run.end)
        ),
        updates=sorted(
            {
                (run.start.updates, run.end.updates)
                for configuration in shown
                for run in configuration.runs
            }
        ),
        figures=read_figures(figures),
    )


def _row(experiment: str, gradients: ConfigurationGradients) -> GradientRow:
    whole = Origin.of(Runs(experiment, gradients.name))

    def geometric_mean(values: Sequence[float | None]) -> float | None:
        mean: float | None = measured(_geometric_mean(values), whole)
        return mean

    def cell(value: float | None, write: Callable[[float | None], str] = number) -> Markup:
        return (
            Markup(MISSING) if value is None else origin_link(write(value), measured(value, whole))
        )

    extreme = max(gradients.runs, key=lambda run: run.largest.value)
    largest, of_run = extreme.largest, Origin.of(Runs(experiment, gradients.name, extreme.seed))
    changes = [run.start.change for run in gradients.runs if run.start.change is not None]
    return GradientRow(
        name=gradients.name,
        runs=integer(len(gradients.runs)),
        start=cell(_geometric_mean([run.start.ratio for run in gradients.runs])),
        end=cell(_geometric_mean([run.end.ratio for run in gradients.runs])),
        factor=cell(10 ** (sum(changes) / len(changes)) if changes else None),
        zero=cell(sum(run.end.first == 0 for run in gradients.runs), integer),
        largest=origin_link(number(largest.value), measured(largest.value, of_run)),
        ratio=geometric_mean([run.start.ratio for run in gradients.runs]),
        first=geometric_mean([run.start.first for run in gradients.runs]),
        place=f"{largest.part}, layer {largest.layer}, step {integer(largest.step)}",
    )


def _geometric_mean(ratios: Sequence[float | None]) -> float | None:
    """Of those that are neither missing nor zero; None without any."""
    logarithms = [math.log(ratio) for ratio in ratios if ratio]
    return math.exp(sum(logarithms) / len(logarithms)) if logarithms else None
