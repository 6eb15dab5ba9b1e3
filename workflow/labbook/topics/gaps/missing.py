"""`missing`: runs that failed, so they have no result; no mean includes them.

Verdicts: `every seed`, `some seeds`. Configurations that share a verdict and all reasons share a
finding. There is no finding if no run failed.
"""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import Gap
from labbook.findings.experiment import Experiment
from labbook.findings.grouping import qualifier

# More reasons would be longer than the discussion; the appendix lists all of them.
MOST_REASONS = 3


def find_missing(experiment: Experiment) -> list[Finding]:
    """A finding for each group of configurations that share a verdict and all reasons."""
    groups: dict[tuple[str, tuple[str, ...]], list[Gap]] = {}
    for gap in experiment.summary.gaps:
        verdict = "every seed" if gap.is_whole else "some seeds"
        reasons = tuple(sorted({run.failure.removesuffix(".") for run in gap.runs}))
        groups.setdefault((verdict, reasons), []).append(gap)
    return [
        _finding(experiment, verdict, reasons, members, place)
        for place, ((verdict, reasons), members) in enumerate(sorted(groups.items(), key=_order), 1)
    ]


def _order(group: tuple[tuple[str, tuple[str, ...]], list[Gap]]) -> tuple[bool, int]:
    (verdict, _), members = group
    return verdict != "every seed", members[0].place


def _finding(
    experiment: Experiment, verdict: str, reasons: tuple[str, ...], members: list[Gap], place: int
) -> Finding:
    failed = [run for gap in members for run in gap.runs]
    n_runs = sum(len(gap.seeds) for gap in members)
    return experiment.finding(
        "missing",
        verdict,
        members,
        qualifier=f"{qualifier(verdict)}.{place}",
        numbers={"n_failed": len(failed), "n_runs": n_runs},
        details={
            "one_run": n_runs == 1,
            "one_failed": len(failed) == 1,
            "reasons": list(reasons[:MOST_REASONS]),
            "more_reasons": len(reasons) > MOST_REASONS,
        },
        runs=failed,
    )
