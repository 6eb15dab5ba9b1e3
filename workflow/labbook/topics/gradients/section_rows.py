"""The gradients of an experiment's configurations, as a report's table shows them."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from labbook.report.measured import measured, origin_link
from labbook.report.numbers import MISSING, integer, number
from labbook.report.origin import Origin, Runs
from labbook.report.topic_section import Figure, TopicSection
from labbook.topics.gradients.gradient_summary import (
    ConfigurationGradients,
    GradientSummary,
    LargestGradient,
    RunGradients,
)


@dataclass(frozen=True)
class GradientRow:
    """A configuration: `start` and `end`, the ratio of first layer to output; `factor` from layer
    to layer at the start; `zero` runs whose first layer ends with a gradient of zero, of `runs`;
    `largest` entry, its `place`.
    """

    name: str
    runs: str
    start: Markup
    end: Markup
    factor: Markup
    zero: Markup
    largest: Markup
    place: str


@dataclass(frozen=True)
class GradientResults(TopicSection):
    """`rows` of the configurations with a run that counts; `has_zeros`: some ratio is over fewer
    runs than there are, since a norm is zero.
    """

    template = "partials/gradients.html.j2"

    rows: Sequence[GradientRow]
    has_zeros: bool


def gradient_results(summary: GradientSummary, figures: Mapping[str, Figure]) -> GradientResults:
    """The table, with its numbers as links to where they come from."""
    shown = [one for one in summary.configurations if one.runs]
    return GradientResults(
        rows=[_row(summary.experiment, one) for one in shown],
        has_zeros=any(
            not passage.ratio or passage.change is None
            for one in shown
            for run in one.runs
            for passage in (run.start, run.end)
        ),
        figures=figures,
    )


def _row(experiment: str, one: ConfigurationGradients) -> GradientRow:
    whole = Origin.of(Runs(experiment, one.name))

    def cell(value: float | None, write: Callable[[float | None], str] = number) -> Markup:
        return (
            Markup(MISSING) if value is None else origin_link(write(value), measured(value, whole))
        )

    largest, seed = _largest(one.runs)
    of_run = Origin.of(Runs(experiment, one.name, seed))
    changes = [run.start.change for run in one.runs if run.start.change is not None]
    return GradientRow(
        name=one.name,
        runs=integer(len(one.runs)),
        start=cell(_geometric_mean([run.start.ratio for run in one.runs])),
        end=cell(_geometric_mean([run.end.ratio for run in one.runs])),
        factor=cell(10 ** (sum(changes) / len(changes)) if changes else None),
        zero=cell(sum(run.end.first == 0 for run in one.runs), integer),
        largest=origin_link(number(largest.value), measured(largest.value, of_run)),
        place=f"{largest.part}, layer {largest.layer}, step {integer(largest.step)}",
    )


def _geometric_mean(ratios: Sequence[float | None]) -> float | None:
    """Of those that are neither missing nor zero; None without any."""
    logarithms = [math.log(ratio) for ratio in ratios if ratio]
    return math.exp(sum(logarithms) / len(logarithms)) if logarithms else None


def _largest(runs: Sequence[RunGradients]) -> tuple[LargestGradient, int]:
    """The largest of all runs, with the seed of its run."""
    run = max(runs, key=lambda run: run.largest.value)
    return run.largest, run.seed
