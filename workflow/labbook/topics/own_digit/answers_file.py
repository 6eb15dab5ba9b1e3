"""own_digit.json: what every network of a lab answers to one's own photographed digit."""

from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.typed_json import read_typed, write_typed


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
