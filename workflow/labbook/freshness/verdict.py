"""Which stages are current, and why the others are not."""

from collections.abc import Iterable, Set
from pathlib import Path

from labbook.artifacts.receipt import MISSING, Order, Receipt, read_receipt
from labbook.freshness.differences import differing, source_name, version_changes
from labbook.freshness.digests import Digests
from labbook.stages.job import StageJob

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
