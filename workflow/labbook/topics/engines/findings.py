"""Whether networks from scratch take the same steps as Keras's."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from labbook.findings.experiment import Experiment
from labbook.topics.engines.agreement import find_parity
from labbook.topics.engines.comparison_file import EngineComparison, read_engine_comparisons

FINDERS = (find_parity,)


def read_evidence(
    experiments: Iterable[Experiment], *, engines: Mapping[str, Path]
) -> dict[str, list[EngineComparison]]:
    """The comparisons, by experiment."""
    return {name: read_engine_comparisons(path)[1] for name, path in engines.items()}
