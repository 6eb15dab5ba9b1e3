"""`parity`: whether networks trained from scratch take the same first steps as in Keras.

Both start from the same weights and see the same images, in double precision. Verdicts: `same`
(no two losses of a step differ by more than 0.00001), `apart`.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.topics.engines.comparison_file import EngineComparison, read_engine_comparisons

BOUND = 1e-5
RULE = "largest difference of the training losses, NumPy against Keras, step by step"


def find_parity(experiment: Experiment, comparisons: Sequence[EngineComparison]) -> list[Finding]:
    """One finding for an experiment whose runs were compared."""
    compared = {comparison.configuration: comparison for comparison in comparisons}
    planned = experiment.summary.planned
    members = [
        configuration.known for configuration in planned if configuration.known.name in compared
    ]
    if not members:
        return []
    largest = max(comparison.largest_difference for comparison in comparisons)
    keys = {comparison.key for comparison in comparisons}
    return [
        experiment.finding(
            "parity",
            "same" if largest <= BOUND else "apart",
            members,
            numbers={
                "largest_difference": largest,
                "bound": BOUND,
                "n_steps": min(len(comparison.numpy_losses) for comparison in comparisons),
                "n_images": min(comparison.n_images for comparison in comparisons),
            },
            given=("bound", "n_images"),
            runs=[run for each in planned for run in each.runs if run.key in keys],
            test=RULE,
            # Of each configuration the first seed alone.
            n=1,
        )
    ]


FINDERS = (find_parity,)


def read_evidence(
    experiments: Iterable[Experiment], *, engines: Mapping[str, Path]
) -> dict[str, list[EngineComparison]]:
    """The comparisons, by experiment."""
    return {name: read_engine_comparisons(path)[1] for name, path in engines.items()}
