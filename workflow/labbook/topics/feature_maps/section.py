"""What the filters of one configuration answer, as a report's table shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from labbook.artifacts.summary import Statistic
from labbook.report.columns import Unit, stat_column
from labbook.report.figure_sources import Figure
from labbook.report.measured import measured
from labbook.report.numbers import MISSING, loss4
from labbook.report.origin import Origin, Runs
from labbook.report.origin_links import origin_link
from labbook.report.topic_section import SectionContext, TopicSection, read_figures
from labbook.topics.feature_maps.feature_map_files import (
    FeatureMapStatistics,
    RunMaps,
    ShownImage,
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
    """`configuration` is its name; `seed` that of the run in the figures, None without any run.

    `undefined`: some layer of a run has no correlation; `maps` are the figures of the images, one
    for each of `images`, and `kernels` is that of the first layer's, None without any run.
    """

    template = "partials/feature_maps.html.j2"

    configuration: str
    chosen_by: str
    n_images: int
    n_test: int
    n_runs: int
    seed: int | None
    rows: Sequence[LayerRow]
    undefined: bool
    images: Sequence[ShownImage]

    @property
    def maps(self) -> dict[str, Figure]:
        return {kind: figure for kind, figure in self.figures.items() if kind != "kernels"}


def section(context: SectionContext, *, statistics: Path, figures: Path) -> FeatureMapResults:
    """The table, with its numbers as links to where they come from.

    Raises LabbookError for a file that is missing or broken.
    """
    read = read_feature_map_statistics(statistics)
    return FeatureMapResults(
        configuration=read.configuration,
        chosen_by=read.chosen_by,
        n_images=read.n_images,
        n_test=read.n_test,
        n_runs=len(read.runs),
        seed=read.shown.seed if read.shown else None,
        rows=_rows(read, read.shown) if read.shown else [],
        undefined=any(layer.correlation.mean is None for run in read.runs for layer in run.layers),
        images=read.images,
        figures=read_figures(figures),
    )


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
