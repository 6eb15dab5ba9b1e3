"""What a plan costs beside as many trivial jobs, and whether that is as promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

TARGET_RATIO = 1.5


@dataclass(frozen=True)
class Round:
    """CPU seconds; `first`: in an empty folder, `again`: once the files of the plan are there."""

    bare: float
    first: float
    again: float


@dataclass(frozen=True)
class Cost:
    """Medians over rounds."""

    bare: float
    first: float
    again: float

    @property
    def ratio_first(self) -> float:
        return self.first / self.bare

    @property
    def ratio_again(self) -> float:
        return self.again / self.bare


def cost(rounds: Sequence[Round]) -> Cost:
    return Cost(
        bare=median(one.bare for one in rounds),
        first=median(one.first for one in rounds),
        again=median(one.again for one in rounds),
    )


def lines(found: Cost, runs: int) -> list[str]:
    """Seconds and ratios, each ratio beside the target."""
    return [
        f"CPU seconds of `snakemake -n -q` for {runs:,} jobs:",
        f"  bare Snakefile         {found.bare:6.2f}",
        _line("Labbook, first call", found.first, found.ratio_first),
        _line("Labbook, second call", found.again, found.ratio_again),
    ]


def _line(name: str, seconds: float, ratio: float) -> str:
    met = "met" if ratio <= TARGET_RATIO else "NOT met"
    return (
        f"  {name:22} {seconds:6.2f}   ratio {ratio:.2f} (target at most {TARGET_RATIO:g}: {met})"
    )
