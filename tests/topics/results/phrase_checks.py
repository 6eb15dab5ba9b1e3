"""What sentences say of the best, of differences, trends and cost, held against the table."""

import re
from itertools import pairwise

from findings.reading import (
    against_best,
    closely,
    means,
    p_after,
    planned_pairs,
    seeds,
    shown,
    without_result,
)
from findings.reference_statistics import compare_family
from labbook.topics.results.findings import LEAST_TIMES


def check_best(text, table, finding):
    mean = means(table)
    top = max(mean.values())
    text, _, left_out = text.partition(" Left out for want of a result:")
    assert shown(left_out) == without_result(table)
    if "the only configuration" in text:
        assert list(mean) == shown(text)
        return
    first = re.split(r"; over (?:every|the) other|, but |, each from|\. This ranking", text)[0]
    if "share the highest" in first:
        assert shown(first) == sorted(shown(first), key=list(mean).index)
        assert set(shown(first)) == {name for name in mean if mean[name] == top}
    else:
        best, runner_up = shown(first)[:2]
        assert [name for name in mean if mean[name] == top] == [best]
        assert mean[runner_up] == max(value for name, value in mean.items() if name != best)
        assert float(re.search(r"accuracy, (\S+) \(n", first)[1]) == top
        assert float(re.search(r", (\S+) points above", first)[1]) == top - mean[runner_up]
    verdicts = against_best(table)
    if "more than chance in seeds and test images" in text:
        assert min(seeds(table).values()) > 1
        assert list(mean.values()).count(top) == 1
        assert {one.verdict for one in verdicts.values()} == {"better"}
        assert max(one.p_difference for one in verdicts.values()) == closely(
            p_after("test images, corrected by Holm: (?:at the weakest, )?", text)
        )
    if "other configuration, its lead" in text:
        assert len(mean) == len(table.summary.planned)
    if "not evidence" in text:
        assert set(seeds(table).values()) == {1}
        assert "practically" not in text
    text = text.replace(first, "", 1)
    for clause in re.findall(r"(?:but |\. )((?:(?! but |\. ).)+?) (?:is|are) practically", text):
        for name in shown(clause):
            assert verdicts[name].verdict == "equivalent"
            assert top - mean[name] < table.equivalence_margin
            assert seeds(table)[name] > 1
    # What ties with the best has been named with it.
    equivalent = {name for name, one in verdicts.items() if one.verdict == "equivalent"}
    behind = {name for name in equivalent if mean[name] < top}
    assert len(re.findall("practically", text)) == bool(behind)
    if "any other configuration (" in text or "any other configuration. " in text:
        assert len(mean) == len(table.summary.planned)
        assert {one.verdict for one in verdicts.values()} <= {"not resolved", "better"}
    for worse in re.findall(r"is more accurate than (.+?)\. ", text):
        for name in shown(worse):
            assert verdicts[name].verdict == "better"
            assert mean[name] < top
            assert seeds(table)[name] > 1
    check_p_values_of_best(text, verdicts)
    for blurred in re.findall(r"(?:it is|they are) not told apart from (.+?)(?: \(|\. )", text):
        for name in shown(blurred):
            assert verdicts[name].verdict == "not resolved"
    # Whoever is in no clause was not left open.
    if "an ordering from one seed" not in text and "any other configuration" not in text:
        open_ones = {name for name, one in verdicts.items() if one.verdict == "not resolved"}
        assert open_ones <= set(shown(first)) | set(shown(text.split(". This ranking")[0]))
    validation = means(table, "val_accuracy")
    if without := [name for name in mean if name not in validation]:
        assert "a choice has to rest" not in text
        assert "no choice can be made without looking at the test images" in text
        assert ("without a validation set" in text) == (not validation)
        named = re.search("test set; as (.+?) ha(?:s|ve) no validation set", text)
        assert (shown(named[1]) if named else list(mean)) == without
        return
    choice = text.split("would fall on")[1]
    chosen = shown(choice)
    assert set(chosen) == {
        name for name in validation if validation[name] == max(validation.values())
    }
    assert float(re.search(r"with (\S+) \(n = \d+\) in validation", choice)[1]) == max(
        validation.values()
    )
    assert float(re.search(r"and (\S+) \(n = \d+\) on the test", choice)[1]) == mean[chosen[0]]


def check_p_values_of_best(text, verdicts):
    if "are practically" in text or "is practically" in text:
        found = re.search(r"one-sided.*?(?:at the weakest, )?p = ([\d.e+-]+)\)", text)
        weakest = [one.p_equivalence for one in verdicts.values() if one.verdict == "equivalent"]
        assert found is None or float(found[1]) == closely(max(weakest))
    if " is not told apart" in text or " are not told apart" in text:
        found = re.search(
            r"test images, corrected by Holm: (?:the smallest is )?p = ([\d.e+-]+)\)", text
        )
        closest = [
            one.p_difference
            for one in verdicts.values()
            if one.verdict == "not resolved" and one.p_difference is not None
        ]
        assert (found is None) == (not closest)
        assert found is None or float(found[1]) == closely(min(closest))


def check_difference(text, table, finding):
    names = shown(text)
    best, other = (next(one for one in table.finished if one.name == name) for name in names[-2:])
    mean = means(table)
    assert mean[best.name] == max(mean.values())
    verdict = against_best(table)[other.name]
    assert finding.verdict == verdict.verdict
    one_seed = [name for name in (best.name, other.name) if seeds(table)[name] == 1]
    assert ("cannot be compared" in text) == bool(one_seed)
    if one_seed:
        assert shown(text.split(",")[0])[: len(one_seed)] == one_seed
        return
    low, high = (
        float(point) for point in re.search(r"from (\S+) points to (\S+) points", text).groups()
    )
    assert low <= mean[best.name] - mean[other.name] + 1e-9
    assert high >= mean[best.name] - mean[other.name] - 1e-9


def check_paired_difference(text, table, finding):
    """Of all pairs that are set side by side, one family."""
    pairs = planned_pairs(table)
    names = tuple(shown(text)[:2])
    verdicts = compare_family(table, pairs)
    verdict = {
        (second.name, first.name): one for (second, first), one in zip(pairs, verdicts, strict=True)
    }[names]
    assert finding.verdict == verdict.verdict
    second, first = (means(table)[name] for name in names)
    assert ("is more accurate than" in text) == (verdict.verdict == "better") <= (second > first)
    assert ("is less accurate than" in text) == (verdict.verdict == "worse") <= (second < first)
    assert ("practically as accurate" in text) == (verdict.verdict == "equivalent")
    one_seed = 1 in (seeds(table)[name] for name in names)
    assert ("not told apart" in text) == (verdict.verdict == "not resolved" and not one_seed)
    assert ("with one seed" in text) == one_seed


def check_trend(text, table, finding):
    # In the test, the reader's name in small letters is the identifier.
    activation = re.search(r"\(with activation (\w+)\)", text)[1].lower()
    text, _, left_out = text.partition(" Left out for want of a result:")
    assert shown(left_out) == [
        name for name in without_result(table) if name.startswith(f"{activation}-")
    ]
    points = sorted(
        (one.varied["units"], one)
        for one in table.finished
        if one.varied["activation"] == activation
    )
    line = [one.metrics["test_accuracy"].mean for _, one in points]
    assert len(line) > 2
    assert min(one.metrics["test_accuracy"].n for _, one in points) > 1
    steps = [after - before for before, after in pairwise(line)]
    pairs = [(points[-1][1], points[0][1])]
    (ends,) = compare_family(table, pairs)
    if "test accuracy rises" in text or "test accuracy falls" in text:
        assert ("rises" in text) == (line[-1] > line[0])
        # The larger of two p-values, corrected: not below that of the ends.
        assert ends.p_difference <= finding.evidence.p * (1 + 1e-9) < 0.05
    if "both rises and falls" in text:
        assert min(steps) < 0 < max(steps)
        by_name = {one.name: one.metrics["test_accuracy"].mean for _, one in points}
        assert [by_name[name] for name in shown(text)] == [max(line), min(line)]
    if "stays the same" in text:
        assert max(line) - min(line) <= table.equivalence_margin
        assert ends.verdict == "equivalent"


def check_cost(text, table, finding):
    seconds, mean = means(table, "training_cpu_seconds"), means(table)
    cheaper, best = shown(text)
    assert mean[best] == max(mean.values())
    assert seconds[best] >= LEAST_TIMES * seconds[cheaper]
    assert min(seeds(table)[name] for name in (best, cheaper)) > 1
    assert against_best(table)[cheaper].verdict != "better"


CHECKS = {
    "best": check_best,
    "difference": check_difference,
    "paired_difference": check_paired_difference,
    "trend": check_trend,
    "cost": check_cost,
}
