"""`published_order`: whether our runs support the order of published accuracies.

The finding uses the test accuracies after the last epoch that one source published for several
configurations, if the published settings equal ours and no number is approximate. It leaves out a
number that may be about several of our configurations, because a setting is not stated; one that
ours share is told with the order (`details.unstated`). It compares each pair in our runs, over
seeds and test images. A pair whose published accuracies differ by no more than a unit of the last
decimal printed, of the coarser one, is not looked at. Holm's procedure corrects all p-values
together. A pair is `supported` (the one published as higher is better in our runs), `contradicted`
(it is worse), `equivalent` (on these test images) or `not resolved`. `details.pairs` has the two
names and the verdict of each pair, in the order of `numbers.pairs`; the one published as higher
comes first.

Verdicts: `contradicted` (at least one pair is contradicted), `supported` (every pair is supported),
`in part` (some pairs are supported, and none is contradicted), `not resolved` (no pair is supported
or contradicted). There is no finding if our runs used other data, or if in each pair a
configuration has only one seed.

`details.open` has the places of the pairs that are not supported, from 0: contradicted ones first,
then those published furthest apart. A sentence names the first of them, `details.named`.
`numbers.n_level` counts the pairs that are not looked at. `details.decimals` has those of the
published percentages of each pair.
"""

from dataclasses import dataclass
from itertools import combinations

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.comparing import compared, corrected
from labbook.findings.experiment import Experiment, Fact, Facts, counted_runs, names_of, plain
from labbook.metrics.comparison import DIFFERENCE_TEST, Comparison, correct_family
from labbook.text.names import setting_name
from labbook.topics.published.entries import (
    Beside,
    numbers_beside_ours,
    ours_of,
    told_by_the_config,
)

# A sentence with more pairs would be hard to read; a table has all of them.
MOST_NAMED = 2
_WORDS = {
    "better": "supported",
    "worse": "contradicted",
    "equivalent": "equivalent",
    "not resolved": "not resolved",
}


@dataclass(frozen=True)
class _Pair:
    """Two published numbers that differ, and the comparison of our two configurations."""

    higher: Beside
    lower: Beside
    compared: Comparison

    @property
    def verdict(self) -> str:
        return _WORDS[self.compared.verdict]

    @property
    def lead(self) -> float:
        """The difference of the two published accuracies, a positive fraction."""
        return self.higher.published - self.lower.published

    @property
    def names(self) -> list[str]:
        return names_of([self.higher.planned.known, self.lower.planned.known])


def find_published_order(experiment: Experiment) -> list[Finding]:
    """One finding for each source that published different accuracies for our configurations."""
    if experiment.other_data:
        return []
    by_source: dict[str | None, dict[str, Beside]] = {}
    for _, beside in numbers_beside_ours(experiment, "test_accuracy"):
        known, told = beside.planned.known, told_by_the_config(experiment, beside)
        if (
            beside.epoch in (None, known.settings.epochs)
            and not told["differs"]
            and not told["approximate"]
            and len(ours_of(experiment, beside.place, beside.entry, beside.metric)) == 1
        ):
            # If a source has two numbers for the same configuration, take the first.
            source = beside.entry.source or experiment.published_source
            by_source.setdefault(source, {}).setdefault(known.name, beside)
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
        if not _level(first, second)
    ]
    if not any(min(higher.ours.n, lower.ours.n) > 1 for higher, lower in apart):
        return None
    comparisons = [compared(experiment, _ours(higher), _ours(lower)) for higher, lower in apart]
    pairs = [
        _Pair(*ordered, compared)
        for ordered, compared in zip(apart, correct_family(comparisons), strict=True)
    ]
    counts = {word: sum(pair.verdict == word for pair in pairs) for word in _WORDS.values()}
    open_pairs = sorted(
        (pair for pair in pairs if pair.verdict != "supported"),
        # Contradicted pairs come first, then the pairs with the largest published lead.
        key=lambda pair: (pair.verdict != "contradicted", -pair.lead),
    )
    verdict = _verdict(pairs, counts)
    judged = list(map(pairs.index, open_pairs))
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
            "unstated": _unstated(subject),
            "pairs": [[*pair.names, pair.verdict] for pair in pairs],
            "decimals": [
                [max(0, one.decimals - 2) for one in (pair.higher, pair.lower)] for pair in pairs
            ],
            "open": judged,
            "named": judged[:MOST_NAMED],
            "names_all": len(judged) <= MOST_NAMED,
            "left_out": names_of(beside.planned.known for beside in entries if not beside.ours.n),
        },
        runs=counted_runs(*map(_ours, subject)),
        test=corrected(DIFFERENCE_TEST),
        n=min(beside.ours.n for beside in subject),
    )


def _level(first: Beside, second: Beside) -> bool:
    unit = max(first.unit, second.unit)
    return abs(first.published - second.published) <= unit * (1 + 1e-9)


def _unstated(subject: list[Beside]) -> list[Fact]:
    """What is not stated of one of them or more, each setting once."""
    return [*dict.fromkeys(setting_name(key) for one in subject for key in one.entry.unstated)]


def _verdict(pairs: list[_Pair], counts: dict[str, int]) -> str:
    if counts["contradicted"]:
        return "contradicted"
    if counts["supported"] == len(pairs):
        return "supported"
    return "in part" if counts["supported"] else "not resolved"


def _numbers(pair: _Pair) -> Facts:
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
