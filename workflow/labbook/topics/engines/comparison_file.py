"""engines.json: the same first steps of training with NumPy and with Keras, side by side."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError


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


def write_engine_comparisons(path: Path, experiment: str, found: list[EngineComparison]) -> None:
    write_json(path, {"experiment": experiment, "comparisons": list(map(asdict, found))})


def read_engine_comparisons(path: Path) -> tuple[str, list[EngineComparison]]:
    """The experiment's name with its comparisons; raises LabbookError if a field is missing."""
    value = read_json(path)
    try:
        return str(value["experiment"]), list(map(_comparison, value["comparisons"]))
    except (KeyError, TypeError, ValueError) as error:
        raise LabbookError(
            f"{path} is no whole comparison ({error!r}); delete it and build again."
        ) from None


def _comparison(value: dict[str, Any]) -> EngineComparison:
    return EngineComparison(
        configuration=str(value["configuration"]),
        key=str(value["key"]),
        n_images=int(value["n_images"]),
        numpy_losses=tuple(map(float, value["numpy_losses"])),
        keras_losses=tuple(map(float, value["keras_losses"])),
    )
