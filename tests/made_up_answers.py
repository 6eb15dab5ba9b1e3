"""Right answers that fit the test accuracies of made-up configurations."""

import numpy as np

from labbook.artifacts.summary import ConfigurationSummary


def made_up_answers(
    *configurations: ConfigurationSummary, noise: float = 0.0, seed: int = 0
) -> dict[str, np.ndarray]:
    """As many right as each run's accuracy says: the images that it finds easiest.

    Without `noise` all runs find the same ones easiest, so that of two runs one alone is right
    where they differ at all; the more noise, the more each has images of its own.
    """
    found = {}
    for place, one in enumerate(configurations):
        hardness = np.random.default_rng(seed).standard_normal(one.n_test)
        for run in one.runs:
            own = np.random.default_rng([seed, place, run.seed]).standard_normal(one.n_test)
            n_right = round((run.metrics["test_accuracy"] or 0.0) * one.n_test)
            found[run.key] = np.zeros(one.n_test, dtype=bool)
            found[run.key][np.argsort(hardness + noise * own, kind="stable")[:n_right]] = True
    return found
