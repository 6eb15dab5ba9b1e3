"""What the filters of one configuration answer, as a report's table shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from labbook.artifacts.class_words import several
from labbook.artifacts.summary import Statistic
from labbook.report.columns import Unit, stat_column
from labbook.report.measured import measured, origin_link
from labbook.report.numbers import MISSING, loss4
from labbook.report.origin import Origin, Runs
from labbook.report.topic_section import SectionContext, TopicSection, read_figures
from labbook.topics.feature_maps.feature_map_files import (
    FeatureMapStatistics,
    RunMaps,
    read_feature_map_statistics,
)


@dataclass(frozen=True)
class LayerRow:
    """A convolution, counted from 1; `cells`: shares in percent of maps that are silent for an
    image and for all, the correlation, and its spread over the images in the shown run.
    """

    number: int
    n_maps: int
    height: int
    width: int
    cells: tuple[Markup, ...]


@dataclass(frozen=True)
class FeatureMapResults(TopicSection):
    """`rows` are empty where there is no run; `figures` show the kernels and the maps."""

    template = "feature_maps/prose.html.j2"

    statistics: FeatureMapStatistics
    rows: Sequence[LayerRow]

    @property
    def words(self) -> str:
        """What several classes are called."""
        return several(self.statistics.noun)

    @property
    def undefined(self) -> bool:
        """Whether some layer of a run has no correlation."""
        layers = [layer for run in self.statistics.runs for layer in run.layers]
        return any(layer.correlation.mean is None for layer in layers)


def section(context: SectionContext, *, statistics: Path, figures: Path) -> FeatureMapResults:
    """The table, with its numbers as links to where they come from.

    Raises LabbookError for a file that is missing or broken.
    """
    read = read_feature_map_statistics(statistics)
    rows = _rows(read, read.shown) if read.shown else []
    return FeatureMapResults(statistics=read, rows=rows, figures=read_figures(figures))


def _rows(statistics: FeatureMapStatistics, shown: RunMaps) -> list[LayerRow]:
    experiment, configuration = statistics.experiment, statistics.configuration
    whole = Origin.of(Runs(experiment, configuration))
    of_shown = Origin.of(Runs(experiment, configuration, shown.seed))
    columns = [
        _column(statistics.silent_shares, "percent", whole),
        _column(statistics.dead_shares, "percent", whole),
        _column(statistics.correlations, "loss", whole),
        [_spread(layer.correlation.std, of_shown) for layer in shown.layers],
    ]
    return [
        LayerRow(number, layer.n_maps, layer.height, layer.width, tuple(cells))
        for number, (layer, *cells) in enumerate(
            zip(statistics.layers, *columns, strict=True), start=1
        )
    ]


def _column(statistics: Sequence[Statistic], unit: Unit, origin: Origin) -> list[Markup]:
    """Aligned; a dash where no run has a value."""
    linked = [replace(statistic, mean=measured(statistic.mean, origin)) for statistic in statistics]
    return [
        Markup(MISSING) if statistic.mean is None else cell
        for statistic, cell in zip(linked, stat_column(linked, unit), strict=True)
    ]


def _spread(std: float | None, origin: Origin) -> Markup:
    return Markup(MISSING) if std is None else origin_link(loss4(std), measured(std, origin))
