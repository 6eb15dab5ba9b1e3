"""Why the jobs of this build run, in lines for people.

Runs that are trained for the same reasons share a line. A stage has a line if it is made again for
reasons of its own, and not only because it reads what is made again.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from labbook.freshness.differences import shortened
from labbook.freshness.inventory import MADE_AGAIN, NOT_MADE, READS_OTHERS, RUNS_TRAINED, Inventory
from labbook.freshness.run_reasons import OfName, reasons_to_train
from labbook.planning.plan import Plan, PlannedRun
from labbook.planning.plan_files import config_path
from labbook.stages.job import StageJob
from labbook.stages.stand_ins import StandIn

# Parts that get a line each; more than these share one, with how many runs and which.
MOST_PARTS = 3
MOST_NAMES = 8
MOST_SEEDS = 6
MOST_LINES = 60

Reasons = tuple[str, ...]
# Lab, experiment, configuration: the first that asks for the run.
Owner = tuple[str, str, str]


@dataclass(frozen=True)
class RunLine:
    """`place` names exactly the runs in `directories`."""

    place: str
    reasons: Reasons
    directories: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.place}: {'; '.join(self.reasons)}"


def lines_for_runs(plan: Plan, reasons: Mapping[str, Reasons]) -> list[RunLine]:
    """Each run of `reasons`, by directory, is in exactly one line.

    A run that several experiments share belongs to the first of them. Raises KeyError for a
    directory that is not in the plan.
    """
    grouping = _Grouping(plan)
    alike: dict[tuple[str, Reasons], list[str]] = defaultdict(list)
    for directory in plan.runs:
        if directory in reasons:
            alike[grouping.owners[directory][0], reasons[directory]].append(directory)
    if unknown := reasons.keys() - plan.runs.keys():
        raise KeyError(min(unknown))
    lines = [
        RunLine(place, why, tuple(directories))
        for (lab, why), all_alike in alike.items()
        for place, directories in grouping.places(lab, all_alike)
    ]
    if len(lines) <= MOST_LINES:
        return lines
    return [*lines[: MOST_LINES - 1], _rest(lines[MOST_LINES - 1 :])]


def _rest(lines: list[RunLine]) -> RunLine:
    directories = tuple(directory for line in lines for directory in line.directories)
    kinds = len({line.reasons for line in lines})
    why = f"{kinds} other sets of reasons" if kinds > 1 else "; ".join(lines[0].reasons)
    more = f"{len(directories)} more {'run' if len(directories) == 1 else 'runs'}"
    return RunLine(more, (why,), directories)


class _Grouping:
    def __init__(self, plan: Plan) -> None:
        self._runs: Mapping[str, PlannedRun] = plan.runs
        self._has_labs = len(plan.labs) > 1
        self.owners: dict[str, Owner] = {}
        for lab in plan.labs:
            for experiment in lab.experiments:
                for configuration in experiment.trained:
                    owner = (lab.name, experiment.name, configuration.name)
                    for run in configuration.runs:
                        self.owners.setdefault(run.directory, owner)
        self._totals: Counter[Owner | tuple[str, str] | str] = Counter()
        for lab_name, experiment_name, _ in self.owners.values():
            self._totals.update([lab_name, (lab_name, experiment_name)])

    def places(self, lab: str, directories: list[str]) -> Iterator[tuple[str, list[str]]]:
        """`directories`, all of `lab`, divided into places that can be named in few words."""
        by_experiment: dict[str, list[str]] = defaultdict(list)
        for directory in directories:
            by_experiment[self.owners[directory][1]].append(directory)
        total = self._totals[lab]
        if _is_one_place(len(directories), total, len(by_experiment)):
            yield f"{lab}, {self._share(directories, total, by_experiment)}", directories
        else:
            for experiment, own in by_experiment.items():
                yield from self._places_in_experiment(lab, experiment, own)

    def _places_in_experiment(
        self, lab: str, experiment: str, directories: list[str]
    ) -> Iterator[tuple[str, list[str]]]:
        by_configuration: dict[str, list[str]] = defaultdict(list)
        for directory in directories:
            by_configuration[self.owners[directory][2]].append(directory)
        name = f"{lab}/{experiment}" if self._has_labs else experiment
        total = self._totals[lab, experiment]
        if _is_one_place(len(directories), total, len(by_configuration)):
            yield f"{name}, {self._share(directories, total, by_configuration)}", directories
        else:
            for configuration, own in by_configuration.items():
                place = name if configuration == experiment else f"{name}/{configuration}"
                yield f"{place}, {self._seeds(own)}", own

    def _share(self, directories: list[str], total: int, parts: Mapping[str, list[str]]) -> str:
        """How many of the runs of a place, and which if not all: by seed, or else by part."""
        if len(directories) == total:
            return f"all {total} runs"
        seeds = {self._runs[directory].spec.seed for directory in directories}
        if len(seeds) == 1:
            which = f" (seed {seeds.pop()})"
        else:
            which = f" ({', '.join(parts)})" if len(parts) <= MOST_NAMES else ""
        return f"{len(directories)} of {total} runs{which}"

    def _seeds(self, directories: list[str]) -> str:
        seeds = [self._runs[directory].spec.seed for directory in directories]
        if len(seeds) > MOST_SEEDS:
            return f"{len(seeds)} seeds"
        return f"{'seed' if len(seeds) == 1 else 'seeds'} {', '.join(map(str, seeds))}"


def _is_one_place(runs: int, total: int, parts: int) -> bool:
    return 1 < runs == total or parts > MOST_PARTS


MOST_REASONS = 3
MOST_PLACES = 3


def lines_for_stages(
    jobs: Iterable[StageJob], reasons: Mapping[str, list[str]], trained: Set[str]
) -> list[str]:
    """`typeset lab3_keras: labbook/report/pdf.py changed`; `trained`: directories of runs.

    Stages of a kind with the same reasons share a line.
    """
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for job in jobs:
        if own := _own(job, reasons.get(job.order_path, []), trained):
            alike[job.stage.name, own].append("/".join(job.fields.values()))
    return [
        f"{kind} {', '.join(shortened(places, MOST_PLACES))}: "
        f"{'; '.join(shortened(own, MOST_REASONS))}"
        for (kind, own), places in alike.items()
    ]


def _own(job: StageJob, reasons: list[str], trained: Set[str]) -> tuple[str, ...]:
    """The reasons that would be there if no run were trained."""
    following = {NOT_MADE} if trained else set()
    if trained and (lab := job.fields.get("lab")):
        # The settings are told of the runs.
        following.add(f"{config_path(lab)} changed")
    if runs := trained & set(job.runs):
        read = [*job.inputs, *(f"{run}/{name}" for run in runs for name in job.run_files)]
        following |= {READS_OTHERS, *(f"{file} changed" for file in read)}
    return tuple(
        reason
        for reason in reasons
        if reason not in following and not reason.endswith((MADE_AGAIN, RUNS_TRAINED))
    )


class Explanation:
    """Explains the jobs of a build when it is called, and works out nothing before."""

    def __init__(
        self, plan: Plan, inventory: Inventory, stand_in: StandIn, of_name: OfName
    ) -> None:
        self._plan = plan
        self._inventory = inventory
        self._stand_in = stand_in
        self._of_name = of_name

    def __call__(self, first_outputs: Collection[str]) -> tuple[list[str], list[str]]:
        """Lines for the runs and lines for the other stages among the jobs with these outputs."""
        made = set(first_outputs)
        trained = {
            directory: reasons_to_train(
                run, self._plan, self._inventory.runs.get(directory), self._of_name
            )
            for directory, run in self._plan.runs.items()
            if self._stand_in(directory) in made
        }
        stages = [stage for stage in self._inventory.stages.values() if stage.outputs[0] in made]
        return (
            [str(line) for line in lines_for_runs(self._plan, trained)],
            lines_for_stages(stages, self._inventory.reasons, trained.keys()),
        )
