"""`best`: the most accurate configuration, or the group that cannot be told apart.

Verdicts: `better` (than every other), `equivalent` (to one at least, and better than the rest),
`not resolved` (from one at least), `only one` (all runs of the others failed or diverged).
The ranking is on the test set, to describe; `details.chosen` is by validation accuracy.
"""

from typing import Any

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, mean_of, names_of, plain
from labbook.findings.ranking import Ranking, rank
from labbook.metrics.comparison import DIFFERENCE_TEST, EQUIVALENCE_TEST


def find_best(experiment: Experiment) -> list[Finding]:
    """One finding where an experiment has two configurations or more, and a run that finished."""
    ranking = rank(experiment)
    if ranking is None or experiment.n_configurations < 2:
        return []
    best = ranking.best
    numbers = {
        "margin": experiment.equivalence_margin,
        "test_accuracy": plain(best.metrics["test_accuracy"]),
        "n_compared": len(ranking.ranked),
    }
    left_out = names_of(experiment.without_result)
    if len(ranking.ranked) == 1:
        details: dict[str, Any] = {"left_out": left_out}
        return [experiment.finding("best", "only one", [best], numbers=numbers, details=details)]

    runner_up = ranking.ranked[1]
    chosen = _chosen_by_validation(experiment.finished)
    verdict, test, p = _verdict(ranking)
    top = mean_of(best, "test_accuracy")
    numbers |= {
        "runner_up_test_accuracy": plain(runner_up.metrics["test_accuracy"]),
        "lead": top - mean_of(runner_up, "test_accuracy"),
        "range": top - mean_of(ranking.ranked[-1], "test_accuracy"),
        "chosen_val_accuracy": plain(chosen[0].metrics["val_accuracy"]),
        "chosen_test_accuracy": plain(chosen[0].metrics["test_accuracy"]),
    }
    details = {
        "runner_up": runner_up.name,
        "tied": names_of(one for one in ranking.ranked[1:] if mean_of(one, "test_accuracy") == top),
        "worse": names_of(ranking.others("better")),
        "equivalent": names_of(ranking.others("equivalent")),
        "not_resolved": names_of(ranking.others("not resolved")),
        "chosen": chosen[0].name,
        "chosen_tied": names_of(chosen[1:]),
        "all_ranked": not left_out,
        "left_out": left_out,
        "one_seed": all(one.metrics["test_accuracy"].n == 1 for one in ranking.ranked),
    }
    return [
        experiment.finding(
            "best",
            verdict,
            ranking.group,
            numbers=numbers,
            details=details,
            runs=[run for one in ranking.ranked for run in one.runs],
            test=test,
            n=min(one.metrics["test_accuracy"].n for one in ranking.ranked),
            p=p,
        )
    ]


def _verdict(ranking: Ranking) -> tuple[str, str | None, float | None]:
    """The verdict with the test that decided it and the p-value nearest to deciding otherwise."""
    by_verdict = {
        word: [one for one in ranking.comparisons if one.verdict == word]
        for word in ("better", "equivalent", "not resolved")
    }
    if by_verdict["not resolved"]:
        tested = [one.p_difference for one in by_verdict["not resolved"]]
        p_values = [p for p in tested if p is not None]
        test = f"{DIFFERENCE_TEST}, corrected by Holm" if p_values else None
        return "not resolved", test, min(p_values, default=None)
    if by_verdict["equivalent"]:
        p_values = [p for one in by_verdict["equivalent"] if (p := one.p_equivalence) is not None]
        return "equivalent", f"{EQUIVALENCE_TEST}, corrected by Holm", max(p_values)
    p_values = [p for one in by_verdict["better"] if (p := one.p_difference) is not None]
    return "better", f"{DIFFERENCE_TEST}, corrected by Holm", max(p_values)


def _chosen_by_validation(finished: list[ConfigurationSummary]) -> list[ConfigurationSummary]:
    """Those of the highest mean validation accuracy, in the plan's order."""
    top = max(mean_of(one, "val_accuracy") for one in finished)
    return [one for one in finished if mean_of(one, "val_accuracy") == top]
