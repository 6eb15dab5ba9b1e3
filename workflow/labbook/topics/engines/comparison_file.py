"""engines.json: the same first steps of training with NumPy and with Keras, side by side."""

from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.typed_json import read_typed, write_typed


@dataclass(frozen=True)
class EngineComparison:
    """One configuration, from the initial weights of its run with `key`, in 64-bit arithmetic.

    numpy_losses, keras_losses: the training loss before each step, over the same `n_images`, as
    long as both are finite; of the same length, one at least.
    """

    configuration: str
    key: str
    n_images: int
    numpy_losses: tuple[float, ...]
    keras_losses: tuple[float, ...]

    @property
    def largest_difference(self) -> float:
        """Between the two losses, at any step."""
        pairs = zip(self.numpy_losses, self.keras_losses, strict=True)
        return max(abs(ours - theirs) for ours, theirs in pairs)


@dataclass(frozen=True)
class _Comparisons:
    experiment: str
    comparisons: list[EngineComparison]


def write_engine_comparisons(path: Path, experiment: str, found: list[EngineComparison]) -> None:
    write_typed(path, _Comparisons(experiment, found))


def read_engine_comparisons(path: Path) -> tuple[str, list[EngineComparison]]:
    """The experiment's name with its comparisons; raises LabbookError if the file is not whole."""
    read = read_typed(path, _Comparisons)
    return read.experiment, read.comparisons
