"""`paired_difference`: two configurations of a sweep that differ in exactly one setting.

The sweep varies several settings, and the setting in question has two values. There is a finding
for each pair; it says how `details.second` compares with `details.first`.
Verdicts: `better`, `worse`, `equivalent` (on these test images), `not resolved`, as in
`difference`. Holm's procedure corrects the p-values of all pairs together.
"""

from labbook.artifacts.findings import Finding
from labbook.findings.comparing import compared
from labbook.findings.experiment import Experiment, counted_runs, plain
from labbook.findings.pairs import Pair, Pairs, find_pairs
from labbook.findings.ranking import corrected
from labbook.metrics.comparison import Comparison, correct_family
from labbook.text.names import settings_words


def find_paired_differences(experiment: Experiment) -> list[Finding]:
    """A finding for each pair, in the order of the plan."""
    pairs = find_pairs(experiment)
    if pairs is None:
        return []
    comparisons = [compared(experiment, pair.second, pair.first) for pair in pairs.members]
    return [
        _finding(experiment, pairs, pair, comparison)
        for pair, comparison in zip(pairs.members, correct_family(comparisons), strict=True)
    ]


def _finding(experiment: Experiment, pairs: Pairs, pair: Pair, comparison: Comparison) -> Finding:
    test, p = comparison.deciding
    return experiment.finding(
        "paired_difference",
        comparison.verdict,
        [pair.first, pair.second],
        qualifier=pair.second.name,
        numbers={
            "difference": comparison.difference,
            "size": abs(comparison.difference),
            "interval": comparison.interval and list(comparison.interval),
            "first_test_accuracy": plain(pair.first.metrics["test_accuracy"]),
            "second_test_accuracy": plain(pair.second.metrics["test_accuracy"]),
            "margin": experiment.equivalence_margin,
            "n_pairs": len(pairs.members),
            "p_difference": comparison.p_difference,
            "p_equivalence": comparison.p_equivalence,
            "p_images": comparison.p_images,
        },
        details={
            "first": pair.first.name,
            "second": pair.second.name,
            "shared": settings_words(pair.shared),
            "second_is_higher": comparison.difference > 0,
            "unresolved_by": comparison.unresolved_by,
            "one_pair": len(pairs.members) == 1,
        },
        runs=[*counted_runs(pair.first), *counted_runs(pair.second)],
        test=test and corrected(test),
        n=comparison.n,
        p=p,
        interval=comparison.interval,
    )
