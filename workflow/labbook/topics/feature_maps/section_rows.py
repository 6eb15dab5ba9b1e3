"""What the filters of one configuration answer, as a report's table shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from labbook.artifacts.summary import Statistic
from labbook.report.columns import Unit, stat_column
from labbook.report.measured import measured, origin_link
from labbook.report.numbers import MISSING, loss4
from labbook.report.origin import Origin, Runs
from labbook.report.topic_section import Figure, TopicSection
from labbook.topics.feature_maps.statistics_file import FeatureMapStatistics, RunMaps, ShownImage


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
        return {kind: one for kind, one in self.figures.items() if kind != "kernels"}


def feature_map_results(
    statistics: FeatureMapStatistics, figures: Mapping[str, Figure]
) -> FeatureMapResults:
    """The table, with its numbers as links to where they come from."""
    return FeatureMapResults(
        configuration=statistics.configuration,
        chosen_by=statistics.chosen_by,
        n_images=statistics.n_images,
        n_test=statistics.n_test,
        n_runs=len(statistics.runs),
        seed=statistics.shown.seed if statistics.shown else None,
        rows=_rows(statistics, statistics.shown) if statistics.shown else [],
        undefined=any(
            layer.correlation.mean is None for run in statistics.runs for layer in run.layers
        ),
        images=statistics.images,
        figures=figures,
    )


def _rows(statistics: FeatureMapStatistics, shown: RunMaps) -> list[LayerRow]:
    experiment, configuration = statistics.experiment, statistics.configuration
    whole = Origin.of(Runs(experiment, configuration))
    of_shown = Origin.of(Runs(experiment, configuration, shown.seed))
    columns = [
        _column(statistics.silent_shares, "percent", whole),
        _column(statistics.dead_shares, "percent", whole),
        _column(statistics.correlations, "loss", whole),
        [
            _or_dash(
                one.correlation.std, lambda std: origin_link(loss4(std), measured(std, of_shown))
            )
            for one in shown.layers
        ],
    ]
    return [
        LayerRow(place + 1, one.n_maps, one.height, one.width, cells)
        for place, (one, cells) in enumerate(
            zip(statistics.layers, zip(*columns, strict=True), strict=True)
        )
    ]


def _column(statistics: Sequence[Statistic], unit: Unit, origin: Origin) -> list[Markup]:
    """Aligned; a dash where no run has a value."""
    known = [replace(one, mean=measured(one.mean, origin)) for one in statistics]
    cells = stat_column(known, unit)
    return [
        Markup(MISSING) if one.mean is None else cell
        for one, cell in zip(known, cells, strict=True)
    ]


def _or_dash(value: float | None, write: Callable[[float], Markup]) -> Markup:
    return Markup(MISSING) if value is None else write(value)
