"""The finders of runs that did not train, that diverged, or that are missing."""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary, Gap, Majority, RunSummary
from labbook.findings.experiment import Experiment, counted_runs, group_by_verdict, qualifier
from labbook.metrics.learned import is_not_trained

VERDICTS = ("every seed", "some seeds")
TEST = "Wilson intervals over the test images"


def find_not_trained(experiment: Experiment) -> list[Finding]:
    """`not_trained`: runs no more accurate than always giving the commonest answer of the test set.

    The accuracy of that constant answer is known exactly for these images. A run counts as not
    trained if the lower end of the Wilson interval of its test accuracy does not lie above it.
    Verdicts: `every seed`, `some seeds`. There is no finding if every run lies above.

    One finding for each pair of a commonest class and a verdict that occurs.
    """
    # Configurations of different tasks have different commonest classes.
    finished = experiment.finished
    majorities = list(dict.fromkeys(configuration.majority for configuration in finished))
    return [
        finding
        for majority in majorities
        for finding in _not_trained_of_task(
            experiment, majority, majority.label if majorities[1:] else ""
        )
    ]


def _not_trained_of_task(experiment: Experiment, majority: Majority, task: str) -> list[Finding]:
    def failed(run: RunSummary) -> bool:
        return is_not_trained(run, majority)

    def verdict_of(configuration: ConfigurationSummary) -> str | None:
        failures = [failed(run) for run in counted_runs(configuration)]
        if configuration.majority != majority or not any(failures):
            return None
        return "every seed" if all(failures) else "some seeds"

    findings = []
    for verdict, members in group_by_verdict(experiment, verdict_of, VERDICTS):
        all_runs = counted_runs(*members)
        runs = [run for run in all_runs if failed(run)]
        accuracies = [run.metrics["test_accuracy"] or 0.0 for run in runs]
        findings.append(
            experiment.finding(
                "not_trained",
                verdict,
                members,
                qualifier=qualifier(f"{verdict} {task}".strip()),
                numbers={
                    "majority_accuracy": majority.accuracy,
                    "lowest_accuracy": min(accuracies),
                    "highest_accuracy": max(accuracies),
                    "n_not_trained": len(runs),
                    "n_runs": len(all_runs),
                },
                given=("majority_accuracy",),
                details={
                    "majority_label": majority.label,
                    "all_answer_one_class": all(run.answers_one_class for run in runs),
                    # The discussion has a sentence of its own for runs significantly below.
                    "all_below": all(
                        run.test_accuracy_interval[1] < majority.accuracy for run in runs
                    ),
                },
                runs=runs,
                test=TEST,
                n=min(len(counted_runs(configuration)) for configuration in members),
                # Of the run that comes nearest to being above.
                interval=max(run.test_accuracy_interval for run in runs),
            )
        )
    return findings


def find_diverged(experiment: Experiment) -> list[Finding]:
    """`diverged`: runs whose loss became infinite or not a number; no mean includes them.

    Verdicts: `every seed`, `some seeds`. There is no finding if no run diverged. `numbers.n_runs`
    counts all planned runs of these configurations, including those that failed.

    One finding for each verdict that occurs.
    """
    groups: dict[str, list[ConfigurationSummary]] = {verdict: [] for verdict in VERDICTS}
    for configuration in experiment.summary.configurations:
        if configuration.n_diverged:
            is_whole = configuration.n_diverged == experiment.n_planned(configuration)
            groups["every seed" if is_whole else "some seeds"].append(configuration)
    return [
        experiment.finding(
            "diverged",
            verdict,
            members,
            qualifier=qualifier(verdict),
            numbers={
                "n_diverged": sum(configuration.n_diverged for configuration in members),
                "n_runs": sum(map(experiment.n_planned, members)),
            },
            details={
                "one_run": sum(map(experiment.n_planned, members)) == 1,
                "one_diverged": sum(configuration.n_diverged for configuration in members) == 1,
            },
            runs=[run for configuration in members for run in configuration.runs if run.diverged],
            n=min(map(experiment.n_planned, members)),
        )
        for verdict, members in groups.items()
        if members
    ]


# More reasons would be longer than the discussion; the appendix lists all of them.
MOST_REASONS = 3


def find_missing(experiment: Experiment) -> list[Finding]:
    """`missing`: runs that failed, so they have no result; no mean includes them.

    Verdicts: `every seed`, `some seeds`. Configurations that share a verdict and all reasons share
    a finding. There is no finding if no run failed.

    A finding for each group of configurations that share a verdict and all reasons.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[Gap]] = {}
    for gap in experiment.summary.gaps:
        verdict = "every seed" if gap.is_whole else "some seeds"
        reasons = tuple(sorted({run.failure.removesuffix(".") for run in gap.runs}))
        groups.setdefault((verdict, reasons), []).append(gap)
    return [
        _missing(experiment, verdict, reasons, members, place)
        for place, ((verdict, reasons), members) in enumerate(
            sorted(groups.items(), key=_plan_order), 1
        )
    ]


def _plan_order(group: tuple[tuple[str, tuple[str, ...]], list[Gap]]) -> tuple[bool, int]:
    (verdict, _), members = group
    return verdict != "every seed", members[0].place


def _missing(
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


FINDERS = (find_not_trained, find_diverged, find_missing)
