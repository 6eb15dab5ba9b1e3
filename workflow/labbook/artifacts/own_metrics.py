"""own_metrics.json: what metrics of one's own say of the runs of an experiment."""

from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.typed_json import FiniteFloat, read_typed, write_typed


@dataclass(frozen=True)
class OwnMetrics:
    """`titles` by the metric's name; `runs`: by key, of those that did not diverge, by name."""

    titles: dict[str, str]
    runs: dict[str, dict[str, FiniteFloat]]


def write_own_metrics(path: Path, metrics: OwnMetrics) -> None:
    write_typed(path, metrics)


def read_own_metrics(path: Path) -> OwnMetrics:
    """Raises LabbookError naming the file if it is missing or not whole."""
    return read_typed(path, OwnMetrics)
