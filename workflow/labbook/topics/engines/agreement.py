"""`parity`: whether networks trained from scratch take the same first steps as in Keras.

Both start from the same weights and see the same images, in double precision. Verdicts: `same`
(no two losses of a step differ by more than 0.00001), `apart`.
"""

from collections.abc import Sequence

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.topics.engines.comparison_file import EngineComparison

BOUND = 1e-5
RULE = "largest difference of the training losses, NumPy against Keras, step by step"


def find_parity(experiment: Experiment, comparisons: Sequence[EngineComparison]) -> list[Finding]:
    """One finding for an experiment whose runs were compared."""
    compared = {one.configuration: one for one in comparisons}
    members = [one.known for one in experiment.summary.planned if one.known.name in compared]
    if not members:
        return []
    largest = max(one.largest_difference for one in compared.values())
    keys = {one.key for one in compared.values()}
    return [
        experiment.finding(
            "parity",
            "same" if largest <= BOUND else "apart",
            members,
            numbers={
                "largest_difference": largest,
                "bound": BOUND,
                "n_steps": min(len(one.numpy_losses) for one in compared.values()),
                "n_images": min(one.n_images for one in compared.values()),
            },
            given=("bound", "n_images"),
            runs=[run for one in experiment.summary.planned for run in one.runs if run.key in keys],
            test=RULE,
            n=len(compared),
        )
    ]
