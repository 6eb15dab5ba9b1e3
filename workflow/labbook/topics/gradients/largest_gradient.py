"""With which activation the gradients of otherwise equal networks get largest."""

import math
from itertools import combinations
from statistics import fmean

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.canonical_json import canonical_json
from labbook.findings.comparing import corrected
from labbook.findings.experiment import Experiment, counted_runs, fewest_seeds, names_of
from labbook.findings.pairs import other_settings
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.holm import holm
from labbook.metrics.log_ratio import log_ratio_p
from labbook.topics.gradients.gradient_summary import GradientSummary

AXIS = "activation"
TEST = "Welch’s t-test on the logarithms of the largest entries"


def find_largest_gradient(experiment: Experiment, gradients: GradientSummary) -> list[Finding]:
    """`largest_gradient`: with which activation the entries of gradients get largest.

    Of each run, the largest absolute value of an entry in the gradient of any layer's weights or
    biases, at any step; of a configuration, the geometric mean over its runs. Configurations that
    differ in nothing but a swept activation are compared. Verdict: `told apart` (Welch's t-test on
    the logarithms tells the largest from each of the others, corrected by Holm for all pairs of
    all groups, as any of them might have been the largest). A group is left out where that is not
    so, or where one of its configurations has no run that counts.

    One finding takes all groups that are left; none if there is no such group.
    """
    largest = {
        one.name: [run.largest.value for run in one.runs] for one in gradients.configurations
    }
    planned: dict[str, list[str]] = {}
    for one in experiment.summary.planned:
        if AXIS in one.known.varied:
            group = canonical_json(other_settings(one.known, AXIS))
            planned.setdefault(group, []).append(one.known.name)
    groups = [
        names
        for names in planned.values()
        if len(names) > 1 and all(largest.get(name) and min(largest[name]) > 0 for name in names)
    ]
    pairs = [pair for names in groups for pair in combinations(names, 2)]
    p_values = holm([log_ratio_p(largest[one], largest[other]) for one, other in pairs])
    p_of = {frozenset(pair): p for pair, p in zip(pairs, p_values, strict=True)}
    means = {name: fmean(map(math.log, largest[name])) for names in groups for name in names}
    found, weakest = [], 0.0
    for names in groups:
        first = max(names, key=means.__getitem__)
        against = [p_of[frozenset((first, name))] for name in names if name != first]
        highest = max(1.0 if p is None else p for p in against)
        if highest < SIGNIFICANCE:
            found.append((first, names))
            weakest = max(weakest, highest)
    if not found:
        return []
    by_name = {one.name: one for one in experiment.finished}
    firsts = [by_name[first] for first, _ in found]
    compared: list[ConfigurationSummary] = [by_name[name] for _, names in found for name in names]
    return [
        experiment.finding(
            "largest_gradient",
            "told apart",
            firsts,
            numbers={"largest": [math.exp(means[one.name]) for one in firsts]},
            details={"largest": names_of(firsts), "all_groups": len(found) == len(planned)},
            runs=counted_runs(*compared),
            test=corrected(TEST),
            n=fewest_seeds(compared),
            p=weakest,
        )
    ]
