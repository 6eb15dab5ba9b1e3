"""`feature_maps`: whether deeper feature maps look less like the input, and how many are silent.

Of the configuration whose maps are recorded, over its runs that did not diverge. What is compared
is the mean absolute correlation of a layer's maps with the input (`map_statistics`), in the last
convolution and in the first, run by run. Verdicts: `falls` and `rises` (the two differ beyond the
seeds' spread, in a paired t-test over the runs), `unclear` (they do not), and where there is
nothing to compare, `one run`, `one layer` and `no correlation` (in no run has the first or the last
convolution a map that is neither silent nor constant). `silent` among the details says the same of
the share of silent maps, with `none` where no map is silent for any image. `highest` is the first
convolution with the highest mean correlation; `always_falls`: from there to the last, each mean is
below the one before; `always_rises`: from the first to there, each is above the one before. Both
describe the means, and are no tests.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import Statistic
from labbook.findings.experiment import Experiment, plain
from labbook.findings.lab import check_runs
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.paired_change import TEST, PairedChange, paired_change
from labbook.metrics.statistic import describe
from labbook.topics.feature_maps.feature_map_files import (
    FeatureMapStatistics,
    read_feature_map_statistics,
)

ONE_LAYER, ONE_RUN, NO_CORRELATION = "one layer", "one run", "no correlation"
FALLS, RISES, UNCLEAR = "falls", "rises", "unclear"


def find_feature_maps(experiment: Experiment, recorded: FeatureMapStatistics) -> list[Finding]:
    """One finding for an experiment whose feature maps are recorded and has a run that counts."""
    if recorded.shown is None:
        return []
    keys = {run.key for run in recorded.runs}
    configuration, runs = experiment.looked_at(recorded.configuration, keys)
    correlations, silent = recorded.correlations, recorded.silent_shares
    change = paired_change(correlations[0], correlations[-1])
    silent_change = paired_change(silent[0], silent[-1], _least_std(recorded))
    dead = describe([sum(layer.n_dead for layer in run.layers) for run in recorded.runs])
    numbers: dict[str, Any] = {
        "n_runs": len(runs),
        "n_images": recorded.n_images,
        "n_test": recorded.n_test,
        "n_maps": sum(layer.n_maps for layer in recorded.layers),
        "correlations": list(map(plain, correlations)),
        "silent_shares": list(map(plain, silent)),
        "dead": plain(dead),
        "correlation_change": None if change is None else abs(change.mean),
        "silent_change": None if silent_change is None else abs(silent_change.mean),
        "silent_p": None if silent_change is None else silent_change.p,
    }
    is_single = len(recorded.layers) == 1
    return [
        experiment.finding(
            "feature_maps",
            NO_CORRELATION if change is None else _verdict(change, is_single),
            [configuration],
            numbers=numbers,
            given=("n_images", "n_test", "n_maps"),
            details={
                "one_run": len(runs) == 1,
                "some_left_out": len(runs) < experiment.n_planned(configuration),
                "chosen": experiment.n_configurations > 1,
                "all_images": recorded.n_images == recorded.n_test,
                "layers": [str(place + 1) for place in range(len(recorded.layers))],
                "direction": _direction(change),
                **_course([one.mean for one in correlations]),
                "silent": _silent(silent, silent_change, is_single),
                "any_dead": bool(dead.mean),
                "one_dead": dead.mean == 1,
            },
            runs=runs,
            test=f"{TEST}; beyond chance below {SIGNIFICANCE}",
            n=len(runs),
            p=None if change is None or is_single else change.p,
            interval=None if change is None or is_single else change.interval,
        )
    ]


def _least_std(recorded: FeatureMapStatistics) -> float:
    """The share of silent maps changes in steps of h = one map, which has the variance h^2 / 12."""
    fewest = min(recorded.layers[0].n_maps, recorded.layers[-1].n_maps)
    return 1 / (fewest * math.sqrt(12))


def _verdict(change: PairedChange, is_single: bool) -> str:
    if is_single:
        return ONE_LAYER
    if change.p is None:
        return ONE_RUN
    if not change.is_beyond_chance:
        return UNCLEAR
    return FALLS if change.mean < 0 else RISES


def _silent(shares: Sequence[Statistic], change: PairedChange | None, is_single: bool) -> str:
    if not any(value for share in shares for value in share.values):
        return "none"
    return UNCLEAR if change is None else _verdict(change, is_single)


def _course(means: Sequence[float | None]) -> dict[str, Any]:
    """Where the mean correlation is highest, and whether it goes one way to there and from there.

    Of layers without a correlation nothing is known.
    """
    known = [mean for mean in means if mean is not None]
    if len(known) < len(means):
        return {"highest": "", "always_falls": False, "always_rises": False}
    place = known.index(max(known))
    return {
        "highest": str(place + 1),
        "always_falls": all(one > other for one, other in pairwise(known[place:])),
        "always_rises": all(one < other for one, other in pairwise(known[: place + 1])),
    }


def _direction(change: PairedChange | None) -> str:
    """From the first convolution to the last: "lower", "higher" or "the same"."""
    if change is None or not change.mean:
        return "the same"
    return "lower" if change.mean < 0 else "higher"


FINDERS = (find_feature_maps,)


def read_evidence(
    experiments: Iterable[Experiment], *, feature_maps: Mapping[str, Path]
) -> dict[str, FeatureMapStatistics]:
    """The statistics of feature maps, by experiment.

    Raises LabbookError if they are not of the runs in the summary.
    """
    found = {name: read_feature_map_statistics(path) for name, path in feature_maps.items()}
    for experiment in experiments:
        if statistics := found.get(experiment.name):
            runs_of = {statistics.configuration: [run.key for run in statistics.runs]}
            check_runs(experiment.summary, statistics.lab, runs_of, "feature maps")
    return found
