"""Which stages are current, and why the others are not."""

from collections.abc import Iterable, Set
from pathlib import Path

from labbook.artifacts.receipt import MISSING, Order, Receipt, read_receipt
from labbook.freshness.differences import differing, source_name, version_changes
from labbook.freshness.digests import Digests
from labbook.freshness.stage import Stage

NOT_MADE = "it has not been made yet"
READS_OTHERS = "it reads other files than before"
# How a reason ends that is not the stage's own but follows from what it reads.
MADE_AGAIN = "is made again"
RUNS_TRAINED = "of its runs are trained"


def reasons_to_make(
    stages: Iterable[Stage], untrained: Set[str], digests: Digests
) -> dict[str, list[str]]:
    """Per stage, by the path of its order, why it is to be made; an empty list if it is current.

    `stages` in the order of their dependence; `untrained`: directories of runs that this build
    trains. A stage that reads what another leaves is made again with it.
    """
    reasons: dict[str, list[str]] = {}
    made: dict[str, Stage] = {}
    for stage in stages:
        found = _reasons(stage, digests)
        if not found:
            readers = dict.fromkeys(made[file].name for file in stage.inputs if file in made)
            found = [f"{name} {MADE_AGAIN}" for name in readers]
            runs = sum(directory in untrained for directory in stage.runs)
            found += [f"{runs} {RUNS_TRAINED}"] if runs else []
        reasons[stage.order_path] = found
        if found:
            made |= dict.fromkeys(stage.outputs, stage)
    return reasons


def _reasons(stage: Stage, digests: Digests) -> list[str]:
    receipt = read_receipt(Path(stage.receipt_path))
    if receipt is None:
        return [NOT_MADE]
    reasons = (
        [] if stage.kind.judged_by_outputs else _changes(receipt, stage.order(digests), digests)
    )
    for file in stage.outputs:
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
    elif order.arguments != before.arguments or order.command != before.command:
        reasons.append("its command has other arguments than before")
    return reasons
