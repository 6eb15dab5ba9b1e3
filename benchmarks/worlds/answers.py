"""Worlds of right and wrong answers: runs nested in configurations, images that all share.

A run is right about an image where a sum of normal effects is above a threshold: of the image, of
the configuration on this image, of the run, and of the run on this image. The threshold makes the
accuracy over all seeds and all images what the world says. In finished runs of the four labs, two
runs of a configuration disagree on 0.06 to 0.35 of the images on which independent ones would, two
of different configurations on 0.2 to 0.5, and runs that train scatter by 0.05 to 0.6 percentage
points, where they do not fail now and then. The effects below give 0.2 and 0.4, and 0.35 and 0.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm


@dataclass(frozen=True)
class Effects:
    """Standard deviations, that of a run on an image being one."""

    image: float
    configuration: float
    run: float


ALIKE = Effects(image=6.0, configuration=2.0, run=0.2)
LOOSE = Effects(image=3.0, configuration=1.0, run=0.15)


def right_answers(
    rng: np.random.Generator,
    accuracies: Sequence[float],
    n_runs: int,
    n_images: int,
    effects: Effects = ALIKE,
) -> list[np.ndarray]:
    """(n_runs, n_images) bool for each configuration, of these true accuracies."""
    total = np.sqrt(effects.image**2 + effects.configuration**2 + effects.run**2 + 1)
    images = rng.standard_normal(n_images, dtype=np.float32) * effects.image
    found = []
    for accuracy in accuracies:
        own = rng.standard_normal(n_images, dtype=np.float32) * effects.configuration
        runs = rng.standard_normal((n_runs, 1), dtype=np.float32) * effects.run
        noise = rng.standard_normal((n_runs, n_images), dtype=np.float32)
        found.append(norm.ppf(accuracy) * total + images + own + runs + noise > 0)
    return found
