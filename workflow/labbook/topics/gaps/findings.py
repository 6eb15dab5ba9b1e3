"""The finders of runs that did not train, that diverged, or that are missing."""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary, Gap, Majority
from labbook.findings.experiment import (
    EVERY_SEED,
    IN_SEEDS,
    SOME_SEEDS,
    Experiment,
    counted_runs,
    fewest_seeds,
    group_by_verdict,
    in_seeds,
    qualifier,
    runs_of,
)
from labbook.metrics.fixed_answer import LEAST_GAIN
from labbook.metrics.untrained import untrained
from labbook.topics.gaps.cut_off import find_cut_off

# A loss is called far above another from so many times on.
FAR = 2
TEST = "cross-entropy against that of the class frequencies, and McNemar’s exact test"


def find_not_trained(experiment: Experiment) -> list[Finding]:
    """`not_trained`: runs that are no better than answers that do not look at the image.

    Their cross-entropy on the test images is shown to be less than a percent, `least_gain`, below
    that of giving each class its frequency, if at all, and their answers are not shown to be right
    more often than the commonest class, by McNemar's exact test on the same images, corrected by
    Holm's procedure for all runs of the experiment. Verdicts: `every seed`, `some seeds`. There is
    no finding if every run is better.

    `details.loss`: the test loss of each of these runs is at least twice that of the class
    frequencies (`far above`), or not (`near`); it is empty if the loss is no cross-entropy.

    One finding for each pair of a commonest class and a verdict that occurs.
    """
    # Configurations of different tasks have different commonest classes.
    finished = experiment.finished
    failed = untrained(experiment.summary)
    majorities = list(dict.fromkeys(configuration.majority for configuration in finished))
    return [
        finding
        for majority in majorities
        for finding in _not_trained_of_task(
            experiment, failed, majority, majority.label if majorities[1:] else ""
        )
    ]


def _not_trained_of_task(
    experiment: Experiment, failed: set[str], majority: Majority, task: str
) -> list[Finding]:
    def verdict_of(configuration: ConfigurationSummary) -> str | None:
        if configuration.majority != majority:
            return None
        return in_seeds([run.key in failed for run in counted_runs(configuration)])

    findings = []
    for verdict, members in group_by_verdict(experiment, verdict_of, IN_SEEDS):
        all_runs = counted_runs(*members)
        runs = [run for run in all_runs if run.key in failed]
        accuracies = [run.metrics["test_accuracy"] or 0.0 for run in runs]
        losses = [run.metrics["test_loss"] or 0.0 for run in runs]
        entropies = all(one.settings.loss.endswith("crossentropy") for one in members)
        is_far = min(losses) >= FAR * majority.frequencies_loss
        findings.append(
            experiment.finding(
                "not_trained",
                verdict,
                members,
                qualifier=qualifier(f"{verdict} {task}".strip()),
                numbers={
                    "majority_accuracy": majority.accuracy,
                    "frequencies_loss": majority.frequencies_loss,
                    "least_gain": LEAST_GAIN,
                    "lowest_accuracy": min(accuracies),
                    "highest_accuracy": max(accuracies),
                    "lowest_loss": min(losses),
                    "highest_loss": max(losses),
                    "n_not_trained": len(runs),
                    "n_runs": len(all_runs),
                },
                given=("majority_accuracy", "frequencies_loss", "least_gain"),
                details={
                    "majority_label": majority.label,
                    "all_answer_one_class": all(run.answers_one_class for run in runs),
                    "all_answer_majority": all(
                        run.answers_one_class and run.metrics["test_accuracy"] == majority.accuracy
                        for run in runs
                    ),
                    "loss": ("far above" if is_far else "near") if entropies else "",
                },
                runs=runs,
                test=TEST,
                n=fewest_seeds(members),
            )
        )
    return findings


def find_diverged(experiment: Experiment) -> list[Finding]:
    """`diverged`: runs whose loss became infinite or not a number; no mean includes them.

    Verdicts: `every seed`, `some seeds`. There is no finding if no run diverged. `numbers.n_runs`
    counts all planned runs of these configurations, including those that failed.

    One finding for each verdict that occurs.
    """
    groups: dict[str, list[ConfigurationSummary]] = {verdict: [] for verdict in IN_SEEDS}
    for configuration in experiment.summary.configurations:
        if configuration.n_diverged:
            is_whole = configuration.n_diverged == experiment.n_planned(configuration)
            groups[EVERY_SEED if is_whole else SOME_SEEDS].append(configuration)
    findings = []
    for verdict, members in groups.items():
        if members:
            diverged = [run for member in members for run in member.runs if run.diverged]
            n_runs = list(map(experiment.n_planned, members))
            findings.append(
                experiment.finding(
                    "diverged",
                    verdict,
                    members,
                    qualifier=qualifier(verdict),
                    numbers={"n_diverged": len(diverged), "n_runs": sum(n_runs)},
                    details={"one_run": sum(n_runs) == 1, "one_diverged": len(diverged) == 1},
                    runs=diverged,
                    n=min(n_runs),
                )
            )
    return findings


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
        verdict = EVERY_SEED if gap.is_whole else SOME_SEEDS
        reasons = tuple(sorted({run.failure.removesuffix(".") for run in gap.runs}))
        groups.setdefault((verdict, reasons), []).append(gap)
    # Every seed first; each of the two in the plan's order, as the gaps are.
    in_order = sorted(groups.items(), key=lambda group: group[0][0] != EVERY_SEED)
    findings = []
    for place, ((verdict, reasons), members) in enumerate(in_order, 1):
        failed = runs_of(members)
        n_runs = sum(len(gap.seeds) for gap in members)
        findings.append(
            experiment.finding(
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
        )
    return findings


FINDERS = (find_not_trained, find_cut_off, find_diverged, find_missing)
