"""`not_trained`: runs no more accurate than always answering the commonest class of the test set.

The accuracy of that constant answer is known exactly for these images. A run counts as not trained
if the lower end of the Wilson interval of its test accuracy does not lie above it.
Verdicts: `every seed`, `some seeds`. There is no finding if every run lies above.
"""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary, Majority, RunSummary
from labbook.findings.experiment import Experiment, counted_runs
from labbook.findings.grouping import group_by_verdict, qualifier
from labbook.metrics.trained import is_not_trained

VERDICTS = ("every seed", "some seeds")
TEST = "Wilson intervals over the test images"


def find_not_trained(experiment: Experiment) -> list[Finding]:
    """One finding for each pair of a commonest class and a verdict that occurs."""
    # Configurations of different tasks have different commonest classes.
    majorities = list(
        dict.fromkeys(configuration.majority for configuration in experiment.finished)
    )
    return [
        finding
        for majority in majorities
        for finding in _find(experiment, majority, majority.label if majorities[1:] else "")
    ]


def _find(experiment: Experiment, majority: Majority, task: str) -> list[Finding]:
    def failed(run: RunSummary) -> bool:
        return is_not_trained(run, majority)

    def verdict_of(configuration: ConfigurationSummary) -> str | None:
        failures = [failed(run) for run in counted_runs(configuration)]
        if configuration.majority != majority or not any(failures):
            return None
        return "every seed" if all(failures) else "some seeds"

    findings = []
    for verdict, members in group_by_verdict(experiment, verdict_of, VERDICTS):
        all_runs = [run for configuration in members for run in counted_runs(configuration)]
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
                # The interval of the run that comes nearest to lying above.
                interval=max(run.test_accuracy_interval for run in runs),
            )
        )
    return findings
