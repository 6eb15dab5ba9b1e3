"""Our epochs beside the textbook's, and our steps beside what the machine can do."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import truediv
from statistics import median

from labbook.errors import LabbookError
from textbook.sides import Epoch

RATIO_TARGET = 1.8
SHARE_TARGET = 0.7
# Single precision against double, after some dozens of epochs.
LOSS_TOLERANCE = 1e-4


@dataclass(frozen=True)
class Round:
    """Some epochs of each side, one side after the other, and then what the machine can do.

    rates: by name, operations or bytes a second.
    """

    ours: tuple[Epoch, ...]
    textbook: tuple[Epoch, ...]
    rates: dict[str, float]

    @property
    def ratio(self) -> float:
        """CPU time of an epoch, the textbook's to ours."""
        return _seconds(self.textbook) / _seconds(self.ours)


@dataclass(frozen=True)
class Comparison:
    """One network."""

    title: str
    rounds: tuple[Round, ...]

    @property
    def ratio(self) -> float:
        """The median over the rounds."""
        return median(one.ratio for one in self.rounds)

    @property
    def ours(self) -> float:
        """CPU seconds of an epoch."""
        return median(_seconds(one.ours) for one in self.rounds)

    @property
    def textbook(self) -> float:
        """CPU seconds of an epoch."""
        return median(_seconds(one.textbook) for one in self.rounds)

    def share(self, work: float, rate: str, unit: str) -> "Share":
        """How much of that rate our step reaches, if it does `work` operations or bytes."""
        reached = [work / median(epoch.step for epoch in one.ours) for one in self.rounds]
        possible = [one.rates[rate] for one in self.rounds]
        return Share(
            title=self.title,
            rate=rate,
            unit=unit,
            reached=median(reached) / 1e9,
            possible=median(possible) / 1e9,
            share=median(map(truediv, reached, possible)),
        )

    @property
    def difference(self) -> float:
        """The largest difference of the two sides' losses in any epoch, as a share of the loss."""
        return max(
            abs(ours - theirs) / theirs
            for one in self.rounds
            for epochs in zip(one.ours, one.textbook, strict=True)
            for ours, theirs in zip(*(epoch.losses for epoch in epochs), strict=True)
        )

    def check(self) -> None:
        """Raise LabbookError if the two sides do not train the same network."""
        if not self.difference <= LOSS_TOLERANCE:
            raise LabbookError(
                f"{self.title}: the losses of the two sides differ by {self.difference:.1e} of the "
                f"loss; at most {LOSS_TOLERANCE:.0e} would be rounding."
            )


@dataclass(frozen=True)
class Share:
    """How much of `possible` a step reaches, both in billions of `unit` a second.

    Each is a median over the rounds, and so is the quotient.
    """

    title: str
    rate: str
    unit: str
    reached: float
    possible: float
    share: float


def table_lines(comparisons: Sequence[Comparison]) -> list[str]:
    """A line a network, under a heading."""
    width = max(len(comparison.title) for comparison in comparisons)
    return [
        f"{'':{width}}  {'CPU ms an epoch':^18}  {'':6}  {'losses':>8}",
        f"{'':{width}}  {'textbook':>9}{'ours':>9}  {'ratio':>6}  {'differ':>8}",
        *(
            f"{one.title:{width}}  {1e3 * one.textbook:9.1f}{1e3 * one.ours:9.1f}  "
            f"{one.ratio:6.2f}  {one.difference:8.0e}"
            for one in comparisons
        ),
    ]


def verdict_lines(comparisons: Sequence[Comparison], shares: Sequence[Share]) -> list[str]:
    """Ratios and shares, each beside its target."""
    least = min(comparisons, key=lambda one: one.ratio)
    return [
        f"Least ratio {least.ratio:.2f}, of {least.title} "
        f"(target at least {RATIO_TARGET:g}: {_met(least.ratio >= RATIO_TARGET)}).",
        *(
            f"A step of {one.title}: {one.reached:.1f} {one.unit}/s; {one.rate}: "
            f"{one.possible:.1f}; share {one.share:.0%} "
            f"(target at least {SHARE_TARGET:.0%}: {_met(one.share >= SHARE_TARGET)})."
            for one in shares
        ),
    ]


def _seconds(epochs: Sequence[Epoch]) -> float:
    return median(epoch.seconds for epoch in epochs)


def _met(is_met: bool) -> str:
    return "met" if is_met else "NOT met"
