"""The project's loop beside `model.fit`: ratios, and whether they are as promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from speed.side_times import SideTimes

GEOMETRIC_MEAN_TARGET = 8.0
LEAST_RATIO_TARGET = 2.4
WHOLE_RUNS_TARGET = 7.0
# Processes that train in a build with four jobs at a time.
WORKERS = 4
PEAK_MEMORY_TARGET_MIB = 1536.0
START_UP_TARGET_SECONDS = 3.0


@dataclass(frozen=True)
class Comparison:
    """One configuration with `seeds` runs of `epochs` epochs; a build has `all_runs` of all."""

    title: str
    epochs: int
    seeds: int
    all_runs: int
    compiled: SideTimes
    fit: SideTimes

    @property
    def ratio(self) -> float:
        """CPU time of an epoch, `model.fit` to the loop; start-up excluded."""
        return self.fit.per_epoch / self.compiled.per_epoch

    @property
    def ratio_of_whole_runs(self) -> float:
        """The same of whole runs: of a script each, and in a build."""
        share = min(WORKERS / self.all_runs, 1.0)
        ours = self.compiled.run_of_build(self.epochs, self.seeds, share)
        return self.fit.whole_run(self.epochs) / ours


def geometric_mean(values: Sequence[float]) -> float:
    return prod(values) ** (1 / len(values))


def table_lines(comparisons: Sequence[Comparison]) -> list[str]:
    """A line a configuration, under a heading."""
    width = max(len(comparison.title) for comparison in comparisons)
    head = (
        f"{'':{width}}  {'CPU seconds an epoch':^20}  {'ratio,':>8}  {'ratio,':>8}\n"
        f"{'':{width}}  {'model.fit':>10}{'the loop':>10}  {'epochs':>8}  {'whole':>8}"
    )
    return [
        head,
        *(
            f"{comparison.title:{width}}  {comparison.fit.per_epoch:10.3f}"
            f"{comparison.compiled.per_epoch:10.4f}  {comparison.ratio:8.2f}"
            f"  {comparison.ratio_of_whole_runs:8.2f}"
            for comparison in comparisons
        ),
    ]


def verdict_lines(comparisons: Sequence[Comparison]) -> list[str]:
    """Geometric means, minima, memory and start-up, each beside its target."""
    ratios = [comparison.ratio for comparison in comparisons]
    whole = [comparison.ratio_of_whole_runs for comparison in comparisons]
    mean, least = geometric_mean(ratios), min(ratios)
    slowest = min(comparisons, key=lambda comparison: comparison.ratio).title
    peak = max(comparison.compiled.peak_memory_mib for comparison in comparisons)
    start_up = max(comparison.compiled.start_up for comparison in comparisons)
    compiling = max(comparison.compiled.compiling for comparison in comparisons)
    return [
        f"Start-up excluded: geometric mean {mean:.2f} "
        f"(target at least {GEOMETRIC_MEAN_TARGET:g}: {_met(mean >= GEOMETRIC_MEAN_TARGET)}), "
        f"least {least:.2f}, of {slowest} "
        f"(target at least {LEAST_RATIO_TARGET:g}: {_met(least >= LEAST_RATIO_TARGET)}).",
        f"Start-up included, extrapolated to whole runs, a script each beside a build: "
        f"geometric mean {geometric_mean(whole):.2f} (target at least {WHOLE_RUNS_TARGET:g}: "
        f"{_met(geometric_mean(whole) >= WHOLE_RUNS_TARGET)}), least {min(whole):.2f}.",
        f"A training job needs at most {peak:.0f} MiB "
        f"(target under {PEAK_MEMORY_TARGET_MIB:g}: {_met(peak < PEAK_MEMORY_TARGET_MIB)}) and at "
        f"most {start_up:.2f} s of CPU until TensorFlow is imported "
        f"(target under {START_UP_TARGET_SECONDS:g}: {_met(start_up < START_UP_TARGET_SECONDS)}), "
        f"then at most {compiling:.2f} s to compile.",
    ]


def as_json(comparisons: Sequence[Comparison]) -> list[dict[str, Any]]:
    return [
        {
            "title": comparison.title,
            "epochs": comparison.epochs,
            "compiled": vars(comparison.compiled),
            "fit": vars(comparison.fit),
            "ratio": comparison.ratio,
            "ratio_of_whole_runs": comparison.ratio_of_whole_runs,
        }
        for comparison in comparisons
    ]


def _met(holds: bool) -> str:
    return "met" if holds else "NOT met"
