"""own_digit.npz and own_digit.json: images of one's own digit, and what networks answer."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from labbook.artifacts.arrays import read_arrays, write_arrays
from labbook.artifacts.typed_json import read_typed, write_typed
from labbook.errors import LabbookError


@dataclass(frozen=True)
class RunAnswer:
    """The answer of one run's network, in words: "4", or "not 0" of one that knows a single class.

    `probability`: what it gave to that answer, None if its output is no probability; `is_right`:
    None if nobody said which digit was written.
    """

    seed: int
    key: str
    answer: str
    probability: float | None
    is_right: bool | None


@dataclass(frozen=True)
class NetworkAnswers:
    """The answers of one configuration of an experiment.

    `positive`: the class that it tells from the rest, None if it tells all of them apart;
    `image_shape`: of the image it was shown. `means`: by answer the mean probability over `runs`,
    empty where outputs are none or there is no run. `runs` are those that did not diverge, in the
    plan's order; of `n_planned` runs the others diverged, failed, or gave outputs that are no
    finite number.
    """

    experiment: str
    configuration: str
    positive: int | None
    image_shape: tuple[int, ...]
    n_planned: int
    means: dict[str, float]
    runs: tuple[RunAnswer, ...]

    @property
    def n_right(self) -> int:
        return sum(run.is_right is True for run in self.runs)


@dataclass(frozen=True)
class OwnDigit:
    """One lab: `digit` is what was written, None if the config does not say.

    size: (width, height) of the photograph; the others as in OwnDigitImages. `networks` are all
    configurations with a run that finished, experiment by experiment.
    """

    lab: str
    digit: int | None
    size: tuple[int, int]
    is_dark: bool
    is_widened: bool
    is_sample: bool
    networks: tuple[NetworkAnswers, ...]

    def of(self, experiment: str) -> list[NetworkAnswers]:
        """The configurations of one experiment."""
        return [network for network in self.networks if network.experiment == experiment]


def write_own_digit(path: Path, found: OwnDigit) -> None:
    write_typed(path, found)


def read_own_digit(path: Path) -> OwnDigit:
    """Read own_digit.json; raises LabbookError naming the file if it is not whole."""
    return read_typed(path, OwnDigit)


_IMAGE = "image_"


@dataclass(frozen=True)
class OwnDigitImages:
    """photograph: uint8 (height, width), gray, a small copy; size: int64 (2,), width and height of
    the photograph itself; box: float64 (4,), left, top, right and bottom of the digit, in pixels of
    the copy.

    is_dark: whether the ink was darker than the paper; is_widened: whether its strokes were made
    wider; is_sample: whether it is the sample that the project ships. images: by shape, uint8,
    light on black.
    """

    photograph: np.ndarray
    size: np.ndarray
    box: np.ndarray
    is_dark: bool
    is_widened: bool
    is_sample: bool
    images: dict[tuple[int, ...], np.ndarray] = field(default_factory=dict)


def write_own_digit_images(path: Path, digit: OwnDigitImages) -> None:
    arrays = {name: np.asarray(value) for name, value in vars(digit).items() if name != "images"}
    for shape, image in digit.images.items():
        arrays[_IMAGE + "x".join(map(str, shape))] = image
    write_arrays(path, arrays)


def read_own_digit_images(path: Path) -> OwnDigitImages:
    """Read them; raises LabbookError naming the file if it is broken."""
    try:
        fields: dict[str, Any] = dict(read_arrays(path))
        images = [fields.pop(name) for name in list(fields) if name.startswith(_IMAGE)]
        for name in ("is_dark", "is_widened", "is_sample"):
            fields[name] = bool(fields[name])
        return OwnDigitImages(**fields, images={image.shape: image for image in images})
    except (EOFError, KeyError, TypeError, ValueError) as error:  # EOFError: an empty file
        raise LabbookError(
            f"{path} is no whole file of one's own digit ({error!r}); delete it and build again."
        ) from None
