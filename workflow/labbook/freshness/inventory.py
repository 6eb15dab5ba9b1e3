"""What lies in the results folder before a build: which runs are whole, which stages current.

A build arranges the files that Snakemake goes by; what only looks takes note how they would be.
"""

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.atomic import write_bytes
from labbook.artifacts.receipt import MISSING, Order, Receipt, read_receipt, write_order
from labbook.errors import LabbookError
from labbook.freshness.differences import differing, source_name, version_changes
from labbook.freshness.digests import Digests
from labbook.freshness.run_state import RunState, look_at_run, settle_seal
from labbook.planning.plan import Plan
from labbook.stages.declaration import RECORDS
from labbook.stages.job import StageJob
from labbook.stages.stand_ins import seal

NOT_MADE = "it has not been made yet"
READS_OTHERS = "it reads other files than before"
# How a reason ends that follows from what the stage reads.
MADE_AGAIN = "is made again"
RUNS_TRAINED = "of its runs are trained"


def reasons_to_make(
    jobs: Iterable[StageJob], untrained: Set[str], digests: Digests
) -> dict[str, list[str]]:
    """Per job, by the path of its order, why it is to be made; an empty list if it is current.

    `jobs` in the order of their dependence; `untrained`: directories of runs that this build
    trains. A stage that reads what another leaves is made again with it.
    """
    reasons: dict[str, list[str]] = {}
    made: dict[str, StageJob] = {}
    for job in jobs:
        found = _reasons(job, digests)
        if not found:
            readers = dict.fromkeys(made[file].name for file in job.inputs if file in made)
            found = [f"{name} {MADE_AGAIN}" for name in readers]
            runs = sum(directory in untrained for directory in job.runs)
            found += [f"{runs} {RUNS_TRAINED}"] if runs else []
        reasons[job.order_path] = found
        if found:
            made |= dict.fromkeys(job.outputs, job)
    return reasons


def _reasons(job: StageJob, digests: Digests) -> list[str]:
    receipt = read_receipt(Path(job.receipt_path))
    if receipt is None:
        return [NOT_MADE]
    reasons = (
        [] if job.stage.judged_by_outputs else _changes(receipt, job.order(digests.sha256), digests)
    )
    for file in job.outputs:
        found = digests.sha256(file)
        if found is None:
            reasons.append(f"{file} is missing")
        elif found != receipt.outputs.get(file):
            reasons.append(f"{file} is not as it was made")
    return reasons


def _changes(receipt: Receipt, order: Order, digests: Digests) -> list[str]:
    before = receipt.order
    reasons = [
        *(f"{source_name(module)} changed" for module in differing(before.code, order.code)),
        *(f"{file} changed" for file in differing(before.project, order.project)),
        *version_changes(before.versions, order.versions),
        *(
            f"{file} changed"
            for file in order.inputs
            if file in receipt.inputs and (digests.sha256(file) or MISSING) != receipt.inputs[file]
        ),
    ]
    if set(order.inputs) != set(receipt.inputs):
        reasons.append(READS_OTHERS)
    elif (order.module, order.files, order.settings) != (
        before.module,
        before.files,
        before.settings,
    ):
        reasons.append("its command has other arguments than before")
    return reasons


# In ns: 1980-01-01T12:00:00Z, the first day that a zip file can hold, wherever it is made.
LONG_AGO = 315_576_000 * 10**9


def place_order(job: StageJob, reasons: list[str], digests: Digests) -> None:
    """Have Snakemake carry out `job` if there are reasons, and else leave it.

    Its order is the one input whose time counts. With reasons it is written anew, with a content
    that it never had; without, it is dated back. Raises LabbookError if it cannot be written.
    """
    path = Path(job.order_path)
    try:
        if reasons or not path.exists():
            asked = time.time_ns()
            order = job.order(digests.sha256)
            write_order(path, order, reasons, asked)
            date_back([*order.inputs, *order.outputs], path.stat().st_mtime_ns)
        if not reasons:
            _date_long_ago(path)
    except OSError as error:
        raise LabbookError(
            f"the results folder cannot be written to: {path}: {error.strerror}."
        ) from None


def date_back(files: Iterable[str], now: int) -> None:
    """Date back the files that are not older than `now`, in ns, as a wrong clock leaves them.

    Snakemake would take an order for older than such an output, and would let a job with such an
    input fail. Files from before LONG_AGO get that date, too, so that no settled order is newer.
    """
    for file in files:
        written = _written(file)
        if written is not None and not LONG_AGO <= written < now:
            _date_long_ago(file)


def _date_long_ago(file: str | Path) -> None:
    """Only its owner may date a file. Of another's, a copy that is one's own takes the place."""
    if _written(file) == LONG_AGO:
        return
    try:
        os.utime(file, ns=(LONG_AGO, LONG_AGO))
    except PermissionError:
        write_bytes(Path(file), Path(file).read_bytes())
        os.utime(file, ns=(LONG_AGO, LONG_AGO))


def _written(file: str | Path) -> int | None:
    """In ns; None if there is no such file."""
    try:
        return os.stat(file).st_mtime_ns
    except OSError:
        return None


# From the directories of the runs that are to be trained to the stages of the plan.
MakeStages = Callable[[Set[str]], Sequence[StageJob]]


@dataclass(frozen=True)
class Inventory:
    """`runs` by directory; `stages` and their `reasons` by the path of the order; `unsettled`:
    files that the stages of this build are going to make; `untrained`: directories of runs.
    """

    runs: dict[str, RunState]
    stages: dict[str, StageJob]
    reasons: dict[str, list[str]]
    unsettled: frozenset[str]
    untrained: frozenset[str]


def nothing_known(stages: Sequence[StageJob]) -> Inventory:
    """The inventory of a process that only carries out what another process has decided."""
    return Inventory(
        {}, {stage.order_path: stage for stage in stages}, {}, frozenset(), frozenset()
    )


def take_inventory(
    plan: Plan,
    make_stages: MakeStages,
    retrain_altered: bool,
    foreseen: Mapping[str, str] | None = None,
) -> Inventory:
    """Look at every planned run and every stage, and arrange the files that Snakemake goes by.

    With `foreseen`, the files of the plan as a build would write them, nothing is arranged
    (`foreseen_times`). Raises LabbookError naming the files of a run that were changed after
    training, unless such a run is to be trained again.
    """
    digests = Digests(Path(RECORDS) / "digests.json", foreseen)
    runs = {
        directory: look_at_run(directory, run.key, digests) for directory, run in plan.runs.items()
    }
    altered = {directory: state for directory, state in runs.items() if state.altered}
    if altered and not retrain_altered:
        raise LabbookError(_altered_sentence(altered))
    if foreseen is None:
        for directory, state in runs.items():
            settle_seal(directory, state)
    untrained = {directory for directory, state in runs.items() if not state.whole}
    stages = make_stages(untrained)
    reasons = reasons_to_make(stages, untrained, digests)
    if foreseen is None:
        for stage in stages:
            place_order(stage, reasons[stage.order_path], digests)
        date_back((file for stage in stages for file in stage.outputs), time.time_ns())
        digests.save()
    unsettled = {file for stage in stages if reasons[stage.order_path] for file in stage.outputs}
    return Inventory(
        runs,
        {stage.order_path: stage for stage in stages},
        reasons,
        frozenset(unsettled),
        frozenset(untrained),
    )


# In seconds. Later than any file, whatever clock has dated it.
FAR_AHEAD = 1e12


def foreseen_times(inventory: Inventory, plan_files: Iterable[str]) -> dict[str, float | None]:
    """When a build would date each file that it arranges, in seconds; None where it has none.

    All that counts is whether an order is newer than what its stage has made.
    """
    long_ago = LONG_AGO / 1e9
    return {
        **dict.fromkeys(plan_files, long_ago),
        **{seal(run): long_ago if state.whole else None for run, state in inventory.runs.items()},
        **{
            order: FAR_AHEAD if reasons else long_ago
            for order, reasons in inventory.reasons.items()
        },
    }


def _altered_sentence(altered: dict[str, RunState]) -> str:
    files = [
        f"{directory}/{name}" for directory, state in altered.items() for name in state.altered
    ]
    named = ", ".join(files[:3]) + (f" and {len(files) - 3} more" if len(files) > 3 else "")
    is_one = len(files) == 1
    return (
        f"{named} {'is' if is_one else 'are'} not as training left {'it' if is_one else 'them'}; "
        f"put the original{'' if is_one else 's'} back, or have "
        f"{'the run' if len(altered) == 1 else 'these runs'} trained again with "
        "`--config altered_runs=retrain`."
    )
