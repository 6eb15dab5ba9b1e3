"""Which runs a job trains one after another, in one process."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from labbook.artifacts.json_file import json_text, read_json
from labbook.planning.plan import PlannedExperiment, PlannedRun
from labbook.planning.plan_files import PLANS, write_if_new
from labbook.planning.work import training_work

BUNDLES_FILE = Path(PLANS, "bundles.json")
# Of an even share of all work, no bundle has more: so the cores end at about the same time.
BUNDLES_A_CORE = 3
# But a bundle with less work than this would take less time than a worker needs to start.
LEAST_WORK = 2000.0


def bundles_of(
    experiments: Iterable[PlannedExperiment], untrained: Collection[str], cores: int
) -> list[list[PlannedRun]]:
    """All runs whose directories are `untrained`, in bundles.

    A bundle has runs of one configuration: these differ only in their seeds, so they share what is
    compiled. A configuration is cut where its runs are more than a fair share of the build's work,
    and worth a worker of their own.
    """
    left = set(untrained)
    configurations = []
    for experiment in experiments:
        for configuration in experiment.trained:
            runs = [run for run in configuration.runs if run.directory in left]
            left.difference_update(run.directory for run in runs)
            configurations.append(runs)
    total = sum(work(runs) for runs in configurations)
    share = max(total / (cores * BUNDLES_A_CORE), LEAST_WORK)
    return [bundle for runs in configurations for bundle in _cut(runs, share)]


def write_bundles(bundles: Sequence[Sequence[PlannedRun]]) -> None:
    """For the jobs, which cannot tell any more which runs the build has found untrained.

    Raises LabbookError if the results folder cannot be written to.
    """
    found = [[run.directory for run in bundle] for bundle in bundles]
    write_if_new(BUNDLES_FILE, json_text(found))


def read_bundles(runs: Mapping[str, PlannedRun]) -> list[list[PlannedRun]]:
    """What `write_bundles` has written; `runs` by directory."""
    return [[runs[directory] for directory in bundle] for bundle in read_json(BUNDLES_FILE)]


def work(runs: Iterable[PlannedRun]) -> float:
    """Of all `runs` together, as `training_work` counts it."""
    return sum(training_work(run.spec) for run in runs)


def _cut(runs: Sequence[PlannedRun], share: float) -> list[list[PlannedRun]]:
    """`runs` in as few parts as have no more work than `share` each, as far as runs allow."""
    if not runs:
        return []
    parts = min(len(runs), max(1, round(work(runs) / share)))
    ends = [len(runs) * part // parts for part in range(parts + 1)]
    return [list(runs[start:end]) for start, end in pairwise(ends)]
