"""`published_order`: whether our runs bear out the order in which published accuracies stand.

Taken are test accuracies of the last epoch that one source published for several configurations,
each for the settings that ours has. Each pair of them that was published apart is compared in our
runs, over seeds and test images, all p-values corrected together by Holm's procedure. A pair is
`supported` (the one published higher is better), `contradicted` (it is worse), `equivalent` (on
these test images) or `not resolved`; `details.pairs` has its two names, the one published higher
first, beside its verdict, in the order of `numbers.pairs`.

Verdicts: `contradicted` (a pair at least is), `supported` (every pair is), `in part` (some are, and
none is contradicted), `not resolved` (none is either); `one seed` (of each pair one has no more, so
nothing can be told), `other data` (ours is on other data, `details.our_data`: the order is not
judged).
`details.open` are the places of the pairs that are not supported, contradicted ones first,
then those published furthest apart; `details.named` are the first of them, which a sentence names.
`numbers.n_level` counts the pairs that were published as equals.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.comparing import compared, corrected
from labbook.findings.experiment import Experiment, counted_runs, names_of, plain
from labbook.metrics.comparison import DIFFERENCE_TEST, Comparison, correct_family
from labbook.topics.published.entries import (
    Beside,
    numbers_beside_ours,
    told_by_the_config,
)

# A sentence names no more pairs than this; a table has all.
MOST_NAMED = 2
_WORDS = {
    "better": "supported",
    "worse": "contradicted",
    "equivalent": "equivalent",
    "not resolved": "not resolved",
}


@dataclass(frozen=True)
class _Pair:
    """Two published numbers that differ, the higher one first, and how ours compare."""

    higher: Beside
    lower: Beside
    compared: Comparison

    @property
    def verdict(self) -> str:
        return _WORDS[self.compared.verdict]

    @property
    def lead(self) -> float:
        """How far apart the two were published."""
        return self.higher.published - self.lower.published

    @property
    def names(self) -> list[str]:
        return names_of([self.higher.planned.known, self.lower.planned.known])


def find_published_order(experiment: Experiment) -> list[Finding]:
    """One finding for each source that published an order of configurations of ours."""
    by_source: dict[str | None, dict[str, Beside]] = {}
    for _, beside in numbers_beside_ours(experiment, "test_accuracy"):
        known, told = beside.planned.known, told_by_the_config(experiment, beside)
        if beside.epoch in (None, known.settings.epochs) and not told["differs"]:
            # Of two numbers for one configuration, the first is taken.
            by_source.setdefault(told["source"], {}).setdefault(known.name, beside)
    found = [
        _finding(experiment, source, list(entries.values()), str(number) if number > 1 else "")
        for number, (source, entries) in enumerate(by_source.items(), start=1)
    ]
    return [finding for finding in found if finding is not None]


def _finding(
    experiment: Experiment, source: str | None, entries: list[Beside], qualifier: str
) -> Finding | None:
    finished = [beside for beside in entries if beside.ours.n]
    apart = [
        (first, second) if first.published > second.published else (second, first)
        for first, second in combinations(finished, 2)
        if first.published != second.published
    ]
    if not apart:
        return None
    comparisons = [compared(experiment, _ours(one), _ours(other)) for one, other in apart]
    pairs = [
        _Pair(*ordered, compared)
        for ordered, compared in zip(apart, correct_family(comparisons), strict=True)
    ]
    counts = {word: sum(pair.verdict == word for pair in pairs) for word in _WORDS.values()}
    open_pairs = sorted(
        (pair for pair in pairs if pair.verdict != "supported"),
        # Contradictions first; then those whose published lead was the largest.
        key=lambda pair: (pair.verdict != "contradicted", -pair.lead),
    )
    verdict = _verdict(experiment, pairs, counts)
    judged = [] if verdict in ("one seed", "other data") else list(map(pairs.index, open_pairs))
    subject = [
        beside for beside in finished if any(beside in (pair.higher, pair.lower) for pair in pairs)
    ]
    return experiment.finding(
        "published_order",
        verdict,
        map(_ours, subject),
        qualifier=qualifier,
        numbers={
            "n_pairs": len(pairs),
            "n_supported": counts["supported"],
            "n_contradicted": counts["contradicted"],
            "n_equivalent": counts["equivalent"],
            "n_not_resolved": counts["not resolved"],
            "n_level": len(finished) * (len(finished) - 1) // 2 - len(pairs),
            "margin": experiment.equivalence_margin,
            "pairs": [_numbers(pair) for pair in pairs],
        },
        given=("margin", "published"),
        details={
            "source": source,
            "our_data": experiment.other_data,
            "pairs": [[*pair.names, pair.verdict] for pair in pairs],
            "open": judged,
            "named": judged[:MOST_NAMED],
            "names_all": len(judged) <= MOST_NAMED,
            "left_out": names_of(beside.planned.known for beside in entries if not beside.ours.n),
        },
        runs=counted_runs(*map(_ours, subject)),
        test=corrected(DIFFERENCE_TEST),
        n=min(beside.ours.n for beside in subject),
    )


def _verdict(experiment: Experiment, pairs: list[_Pair], counts: dict[str, int]) -> str:
    if experiment.other_data:
        return "other data"
    if all(pair.compared.unresolved_by == "one seed" for pair in pairs):
        return "one seed"
    if counts["contradicted"]:
        return "contradicted"
    if counts["supported"] == len(pairs):
        return "supported"
    return "in part" if counts["supported"] else "not resolved"


def _numbers(pair: _Pair) -> dict[str, Any]:
    return {
        "published": [pair.higher.published, pair.lower.published],
        "higher": plain(pair.higher.ours, pair.higher.planned.known.name),
        "lower": plain(pair.lower.ours, pair.lower.planned.known.name),
        "p": pair.compared.p_difference,
    }


def _ours(beside: Beside) -> ConfigurationSummary:
    summary = beside.planned.summary
    assert summary is not None
    return summary
