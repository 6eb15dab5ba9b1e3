"""Why stages are made again, where that does not follow from what they read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set

from labbook.freshness.differences import shortened
from labbook.freshness.verdict import MADE_AGAIN, NOT_MADE, READS_OTHERS, RUNS_TRAINED
from labbook.stages.job import StageJob

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
    if runs := trained & set(job.runs):
        read = [*job.inputs, *(f"{run}/{name}" for run in runs for name in job.run_files)]
        following |= {READS_OTHERS, *(f"{file} changed" for file in read)}
    return tuple(
        reason
        for reason in reasons
        if reason not in following and not reason.endswith((MADE_AGAIN, RUNS_TRAINED))
    )
