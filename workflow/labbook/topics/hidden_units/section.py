"""What the units of an experiment's networks do while these train, as a report shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from markupsafe import Markup

from labbook.artifacts.watched_layers import FLAT_BELOW, SATURATED_FROM
from labbook.metrics.statistic import describe
from labbook.report.columns import stat_column
from labbook.report.measured import measured, origin_link
from labbook.report.numbers import MISSING, integer, number
from labbook.report.origin import Origin, Runs
from labbook.report.topic_section import Figure, SectionContext, TopicSection, read_figures
from labbook.topics.hidden_units.units_file import (
    ConfigurationUnits,
    HiddenUnits,
    read_hidden_units,
)


@dataclass(frozen=True)
class UnitsRow:
    """A configuration. `start` and `end`: share of its units that are dead or saturated, in
    percent; `whole` of `runs` end with a layer all of whose units are; `first` and `last`: how much
    a unit's answer varies in the first and in the last hidden layer at the end of training.
    """

    name: str
    units: str
    start: Markup
    end: Markup
    whole: Markup
    runs: str
    first: Markup
    last: Markup


@dataclass(frozen=True)
class HiddenUnitResults(TopicSection):
    """`rows` of the configurations with a run; `dying` and `saturating`: whether some layer has
    units that can be dead, or saturated; `has_output`: an output is watched.
    """

    template = "hidden_units/prose.html.j2"
    discussion = MappingProxyType({"What the units do": ("hidden_units", "answer_variation")})

    flat_below: ClassVar[float] = FLAT_BELOW
    saturated_from: ClassVar[float] = SATURATED_FROM

    rows: Sequence[UnitsRow]
    dying: bool
    saturating: bool
    has_output: bool


def hidden_unit_results(units: HiddenUnits, figures: Mapping[str, Figure]) -> HiddenUnitResults:
    """The table, with its numbers as links to where they come from."""
    shown = [configuration for configuration in units.configurations if configuration.runs]
    layers = [layer for configuration in shown for layer in configuration.layers]
    return HiddenUnitResults(
        rows=_rows(units.experiment, shown),
        dying=any(layer.dies for layer in layers),
        saturating=not all(layer.dies for layer in layers),
        has_output=any(layer.is_output for layer in layers),
        figures=figures,
    )


def _rows(experiment: str, shown: Sequence[ConfigurationUnits]) -> list[UnitsRow]:
    origins = [Origin.of(Runs(experiment, configuration.name)) for configuration in shown]

    def shares(epoch: int) -> list[Markup]:
        column = []
        for configuration, origin in zip(shown, origins, strict=True):
            total = configuration.sizes.sum()
            found = describe([float(run.counts[epoch].sum() / total) for run in configuration.runs])
            column.append(replace(found, mean=measured(found.mean, origin)))
        return stat_column(column, "percent")

    def variation(configuration: ConfigurationUnits, hidden: int, origin: Origin) -> Markup:
        """Of the first hidden layer (0) or the last (-1), the mean over the runs."""
        places = [i for i, layer in enumerate(configuration.layers) if not layer.is_output]
        if not places or (hidden == -1 and len(places) == 1):
            return Markup(MISSING)
        mean = float(np.mean([run.variation[-1][places[hidden]] for run in configuration.runs]))
        return origin_link(number(mean), measured(mean, origin))

    def whole(configuration: ConfigurationUnits, origin: Origin) -> Markup:
        ended = [(run.counts[-1] == configuration.sizes).any() for run in configuration.runs]
        return origin_link(integer(sum(ended)), measured(int(sum(ended)), origin))

    return [
        UnitsRow(
            name=configuration.name,
            units=integer(int(configuration.sizes.sum())),
            start=start,
            end=end,
            whole=whole(configuration, origin),
            runs=integer(len(configuration.runs)),
            first=variation(configuration, 0, origin),
            last=variation(configuration, -1, origin),
        )
        for configuration, origin, start, end in zip(
            shown, origins, shares(0), shares(-1), strict=True
        )
    ]


def section(context: SectionContext, *, units: Path, figures: Path) -> HiddenUnitResults:
    """Read both files; raises LabbookError for one that is missing or broken."""
    return hidden_unit_results(read_hidden_units(units), read_figures(figures))
