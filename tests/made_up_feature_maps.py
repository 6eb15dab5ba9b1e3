"""Feature maps and their statistics, made up layer by layer."""

from collections.abc import Sequence

import numpy as np

from labbook.metrics.statistic import describe
from labbook.topics.feature_maps.feature_map_files import (
    ConvolutionLayer,
    FeatureMaps,
    FeatureMapStatistics,
    LayerMaps,
    OverImages,
    RunMaps,
    ShownImage,
)

CONFIGURATION = "filters"
N_IMAGES = 1000

# Of a run, a number for each layer.
ByLayer = Sequence[float | None]


def made_up_statistics(
    correlations: Sequence[ByLayer],
    silent: Sequence[ByLayer] | None = None,
    dead: Sequence[Sequence[int]] | None = None,
    *,
    filters: Sequence[int] = (),
    side: int = 8,
    digits: Sequence[int] = (3, 8),
    lab: str = "lab3_keras",
    experiment: str = "optimizers",
    configuration: str = CONFIGURATION,
    chosen_by: str = "only one",
    n_test: int = 10_000,
    keys: Sequence[str] = (),
    seeds: Sequence[int] = (),
) -> FeatureMapStatistics:
    """A run for each entry, seeds from 0; layers in pairs, each pair half as large as the one
    before. No map is silent or dead if nothing else is said.
    """
    n_layers = len(correlations[0]) if correlations else 0
    counts = tuple(filters) or (4,) * n_layers
    seeds = tuple(seeds) or tuple(range(len(correlations)))
    layers = tuple(
        ConvolutionLayer(
            n_maps=counts[place],
            height=side >> place // 2,
            width=side >> place // 2,
            kernel_size=3,
            activation="relu",
            n_halvings=place // 2,
        )
        for place in range(n_layers)
    )
    runs = tuple(
        RunMaps(
            keys[run] if keys else f"{run:012x}",
            seeds[run],
            tuple(
                LayerMaps(
                    largest=1.0,
                    silent_share=OverImages(silent[run][place] if silent else 0.0, 0.0, N_IMAGES),
                    n_dead=dead[run][place] if dead else 0,
                    correlation=OverImages(
                        one, None if one is None else 0.02, 0 if one is None else N_IMAGES
                    ),
                )
                for place, one in enumerate(of_run)
            ),
        )
        for run, of_run in enumerate(correlations)
    )
    places = range(n_layers)
    return FeatureMapStatistics(
        lab=lab,
        experiment=experiment,
        configuration=configuration,
        chosen_by=chosen_by,
        n_images=min(N_IMAGES, n_test),
        n_test=n_test,
        layers=layers,
        runs=runs,
        silent_shares=tuple(
            describe([run.layers[one].silent_share.mean for run in runs]) for one in places
        ),
        dead_shares=tuple(
            describe([run.layers[one].n_dead / counts[one] for run in runs]) for one in places
        ),
        correlations=tuple(
            describe([run.layers[one].correlation.mean for run in runs]) for one in places
        ),
        images=tuple(
            ShownImage(digit, 10 * place, place != 1) for place, digit in enumerate(digits)
        )
        if runs
        else (),
    )


def made_up_maps(
    statistics: FeatureMapStatistics, n_channels: int = 0, *, signed: bool = False
) -> FeatureMaps:
    """Noise; the first map of each layer is silent, others are zero in places unless `signed`."""
    random = np.random.default_rng(0)
    n = len(statistics.images)
    side = statistics.layers[0].height if statistics.layers else 8
    shape = (n, side, side, n_channels) if n_channels else (n, side, side)
    layers = []
    for layer in statistics.layers:
        values = random.normal(0, 0.3, (n, layer.height, layer.width, layer.n_maps))
        if not signed:
            values = np.maximum(values, 0)
        values[..., 0] = 0
        layers.append(values.astype(np.float32))
    count = statistics.layers[0].n_maps if statistics.layers else 0
    size = (3, 3, n_channels or 1, count) if count else (0, 0, 0, 0)
    return FeatureMaps(
        random.integers(0, 256, shape, dtype=np.uint8),
        tuple(layers),
        random.normal(0, 0.2, size).astype(np.float32),
    )
