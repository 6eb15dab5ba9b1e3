"""Which runs a job trains one after another, in one process."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path

from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.artifacts.json_file import json_text, read_json
from labbook.artifacts.spec import Spec
from labbook.canonical_json import canonical_json
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

    A bundle has runs of one experiment that share what is compiled: those of one configuration, and
    of others that differ from it in numbers alone. They are cut where they are more than a fair
    share of the build's work, and worth a worker of their own.
    """
    alike: dict[tuple[str, ...], list[PlannedRun]] = defaultdict(list)
    for experiment, runs in _untrained(experiments, untrained):
        if runs:
            alike[experiment.lab, experiment.name, _compiled(runs[0].spec)] += runs
    total = sum(map(work, alike.values()))
    share = max(total / (cores * BUNDLES_A_CORE), LEAST_WORK)
    return [
        bundle
        for runs in alike.values()
        for bundle in _filled(runs, lambda run: training_work(run.spec), share)
    ]


def batches_of(
    experiments: Iterable[PlannedExperiment],
    untrained: Collection[str],
    seconds_of: Callable[[PlannedRun], float],
    seconds: float,
) -> list[list[PlannedRun]]:
    """All runs whose directories are `untrained`, in batches that take about `seconds` each.

    For a cluster, where a job costs as much as many a run and may wait for hours. A batch has runs
    of any configurations that one command can train in one worker: on the same images, and after
    the same search if their settings are to be chosen. It takes from two thirds of `seconds` to
    four thirds, give or take a run; less if no more runs go together, more if a single run does.
    """
    alike: dict[tuple[str, ...], list[PlannedRun]] = defaultdict(list)
    for experiment, runs in _untrained(experiments, untrained):
        for run in runs:
            chosen = isinstance(run.spec, ChosenSpec)
            search = (experiment.lab, experiment.name) if chosen else ()
            alike[worker_kind(run.spec), run.spec.dataset, *search].append(run)
    return [batch for runs in alike.values() for batch in _filled(runs, seconds_of, seconds)]


def worker_kind(spec: Spec | ChosenSpec) -> str:
    """Of the worker that trains it, which computes on one device.

    A network of one's own may set what no other run expects.
    """
    return (spec.engine if spec.model != "own" else "own") + spec.device


def write_bundles(bundles: Mapping[str, Sequence[PlannedRun]]) -> None:
    """For the jobs, which cannot tell any more which runs the build has found untrained.

    By the file that the job leaves. Raises LabbookError if the results folder cannot be written to.
    """
    found = {file: [run.directory for run in bundle] for file, bundle in bundles.items()}
    write_if_new(BUNDLES_FILE, json_text(found))


def read_bundles(runs: Mapping[str, PlannedRun]) -> dict[str, list[PlannedRun]]:
    """What `write_bundles` has written; `runs` by directory."""
    found = read_json(BUNDLES_FILE).items()
    return {file: [runs[directory] for directory in bundle] for file, bundle in found}


def _untrained(
    experiments: Iterable[PlannedExperiment], untrained: Collection[str]
) -> Iterator[tuple[PlannedExperiment, list[PlannedRun]]]:
    """Of each configuration the runs that are `untrained`; each run once."""
    left = set(untrained)
    for experiment in experiments:
        for configuration in experiment.trained:
            runs = [run for run in configuration.runs if run.directory in left]
            left.difference_update(run.directory for run in runs)
            yield experiment, runs


def _compiled(spec: Spec | ChosenSpec) -> str:
    """The same for runs that share what is compiled."""
    if isinstance(spec, ChosenSpec):
        return "chosen"
    return canonical_json(spec.compiled if spec.engine == "keras" else spec.settings)


def _filled(
    runs: Sequence[PlannedRun], seconds_of: Callable[[PlannedRun], float], seconds: float
) -> Iterator[list[PlannedRun]]:
    """`runs` in their order, in parts alike of about `seconds` each."""
    ends = list(accumulate(map(seconds_of, runs)))
    parts = max(1, round(ends[-1] / seconds))
    middles = [end - seconds_of(run) / 2 for run, end in zip(runs, ends, strict=True)]
    numbers = [int(parts * middle / ends[-1]) for middle in middles]
    for _, part in groupby(zip(numbers, runs, strict=True), key=itemgetter(0)):
        yield [run for _, run in part]


def work(runs: Iterable[PlannedRun]) -> float:
    """Of all `runs` together, as `training_work` counts it."""
    return sum(training_work(run.spec) for run in runs)
