"""Worlds of networks that are dead, nearly dead or alive: what they answer, and how surely."""

import numpy as np

from labbook.metrics.fixed_answer import no_better_loss, p_better_answers


def network(
    rng: np.random.Generator, n_images: int, n_classes: int, skill: float
) -> tuple[bool, float]:
    """Whether its loss is no better than the class frequencies', and the p-value of its answers.

    Labels are drawn evenly; the logit of the right class is higher by `skill`, all logits scatter
    by a thousandth as those of dead networks do.
    """
    labels = rng.integers(0, n_classes, n_images)
    logits = (
        rng.standard_normal((n_images, n_classes)) * 0.001 + rng.standard_normal(n_classes) / 50
    )
    logits[np.arange(n_images), labels] += skill
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return (
        no_better_loss(probabilities, labels),
        p_better_answers(probabilities.argmax(axis=1), labels),
    )


def detector(rng: np.random.Generator, n_images: int, share_found: float) -> tuple[bool, float]:
    """The same of a network that finds a share of one class in ten, without a false alarm."""
    labels = (rng.random(n_images) < 0.1).astype(int)
    found = (labels == 1) & (rng.random(n_images) < share_found)
    # Its loss is as bad as that of a network that says 10 % to all others.
    probabilities = np.where(found, 0.6, 0.1)[:, np.newaxis]
    return no_better_loss(probabilities, labels), p_better_answers(found.astype(int), labels)
