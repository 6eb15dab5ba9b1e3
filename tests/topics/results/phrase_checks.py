"""What sentences say of the best, of differences, trends and cost, held against the table."""

import re
from itertools import pairwise

from findings.reading import (
    TASK,
    against_best,
    closely,
    html_free,
    means,
    p_after,
    seeds,
    shown,
    without_result,
)
from findings.reference_statistics import compare_family, discordant, power
from labbook.topics.results.findings import SAME_TIME


def check_best(text, table, finding):
    mean = means(table)
    top = max(mean.values())
    text, _, left_out = text.partition(" Left out for want of a result:")
    assert shown(left_out) == without_result(table)
    if "the only configuration" in text:
        assert list(mean) == shown(text)
        return
    first = re.split(r"; over every|, but |, each from|\. This ranking", text)[0]
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
    if "larger than the seeds' spread explains" in html_free(text.split("; over every")[-1]):
        assert min(seeds(table).values()) > 1
        assert list(mean.values()).count(top) == 1
        assert {one.verdict for one in verdicts.values()} == {"better"}
        assert max(one.p_difference for one in verdicts.values()) == closely(
            p_after("t-test over seeds, corrected by Holm: at the weakest, ", text)
        )
        images = [one.p_images for one in verdicts.values()]
        assert ("the choice of test images explains" in text) == (None not in images)
        if None not in images:
            assert max(images) == closely(p_after("on the test images.*?at the weakest, ", text))
            assert max(images) < 0.05
    if "over every other configuration," in text:
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
    assert len(re.findall("practically", text)) == (
        "equivalent" in {one.verdict for one in verdicts.values()}
    )
    if "any other configuration (" in text or "any other configuration. " in text:
        assert len(mean) == len(table.summary.planned)
        assert {one.unresolved_by for one in verdicts.values()} <= {"one seed", "seeds", "both"}
    for worse in re.findall(r"more accurate than (.+?) by more", text):
        for name in shown(worse):
            assert verdicts[name].verdict == "better"
            assert mean[name] < top
            assert seeds(table)[name] > 1
    check_p_values_of_best(text, verdicts)
    for blurred in re.findall(r"the seeds cannot tell <em>.+?</em> from (.+?)(?: \(|[.;] )", text):
        for name in shown(blurred):
            assert verdicts[name].unresolved_by in ("one seed", "seeds", "both")
    for blurred in re.findall(r"the test images cannot tell <em>.+?</em> from (.+?), as", text):
        for name in shown(blurred):
            assert verdicts[name].unresolved_by == "images"
    # Whoever is in no clause was not left open.
    if "an ordering from one seed" not in text and "any other configuration" not in text:
        open_ones = {name for name, one in verdicts.items() if one.unresolved_by}
        assert open_ones <= set(shown(text.split(". This ranking")[0]))
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
        found = re.search(r"one-sided.*?at the weakest, p = ([\d.e+-]+)\)", text)
        weakest = [one.p_equivalence for one in verdicts.values() if one.verdict == "equivalent"]
        assert found is None or float(found[1]) == closely(max(weakest))
    if "the seeds cannot tell" in text:
        found = re.search(r"t-test over seeds.*?at the closest, p = ([\d.e+-]+)\)", text)
        closest = [
            one.p_difference
            for one in verdicts.values()
            if one.unresolved_by in ("seeds", "both") and one.p_difference is not None
        ]
        assert (found is None) == (not closest)
        assert found is None or float(found[1]) == closely(min(closest))
    if "the test images cannot tell" in text:
        closest = [one.p_images for one in verdicts.values() if one.unresolved_by == "images"]
        assert p_after("on the test images.*?at the closest, ", text) == closely(min(closest))


def check_difference(text, table, finding):
    names = shown(text)
    best, other = (
        next(one for one in table.finished if one.name == name) for name in dict.fromkeys(names)
    )
    mean = means(table)
    assert mean[best.name] == max(mean.values())
    verdict = against_best(table)[other.name]
    assert finding.verdict == verdict.verdict
    assert finding.details["unresolved_by"] == verdict.unresolved_by
    if "different tasks" in text:
        assert best.settings.task != other.settings.task
    else:
        check_images(text, table, best, other, verdict)
    assert ("too little to matter" in text) <= (verdict.verdict == "equivalent")
    one_seed = [name for name in (best.name, other.name) if seeds(table)[name] == 1]
    assert ("no evidence about the configurations" in text) == bool(one_seed)
    assert ("With one seed each" in text) == (len(one_seed) == 2)
    if len(one_seed) == 1:
        assert shown(text.split("With one seed of")[1]) == one_seed
    assert ("on other test images their order may turn" in text) == (
        verdict.unresolved_by == "images"
    )
    assert ("seeds each would be needed" in text) == (verdict.unresolved_by in ("seeds", "both"))
    if "seeds each would be needed" in text:
        check_seeds_needed(text, table, best, other)


def check_paired_difference(text, table, finding):
    """Of all pairs that differ in the axis with two values alone, one family."""
    axis, (low, high) = next(
        (axis.name, axis.values) for axis in table.summary.axes if len(axis.values) == 2
    )
    pairs = [
        (second, first)
        for first in table.finished
        for second in table.finished
        if (first.varied[axis], second.varied[axis]) == (low, high)
        and all(second.varied[key] == first.varied[key] for key in first.varied if key != axis)
    ]
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
    assert ("not told apart" in text) == (verdict.verdict == "not resolved")
    if "not told apart" in text:
        said = re.search(r"points (higher|lower)|its mean is the same", text)
        expected = None if second == first else "higher" if second > first else "lower"
        assert said[1] == expected
    one_seed = 1 in (seeds(table)[name] for name in names)
    assert ("with one seed that is no evidence" in text) <= one_seed


def check_images(text, table, best, other, verdict):
    counts = discordant(table, best, other)
    if "the very same test images" in text:
        assert set(counts) == {(0, 0)}
        return
    of, first, first_to, second, second_to = re.search(
        r"Of the (\d+) test images, <em>.+?</em> alone is right for (\d+)(?: to (\d+))? and "
        r"<em>.+?</em> alone for (\d+)(?: to (\d+))?(?: \(|, )",
        text,
    ).groups()
    assert int(of) == TASK.n_test
    assert (int(first), int(first_to or first)) == span_of(counts, 0)
    assert (int(second), int(second_to or second)) == span_of(counts, 1)
    assert p_after("test images, corrected by Holm: ", text) == closely(verdict.p_images)
    assert (", no more unevenly than" in text) == (verdict.p_images >= 0.05)
    assert (", more unevenly than" in text) == (verdict.p_images < 0.05)
    sides = {(a > b) - (a < b) for a, b in counts} - {0}
    assert ("not always to the same side" in text) == (len(sides) == 2 and verdict.p_images < 0.05)
    used = [sorted(run.seed for run in one.runs if not run.diverged) for one in (best, other)]
    if len(counts) > 1:
        assert f", over {len(counts)} pairs of runs, " in text
    elif used[0][0] == used[1][0]:
        assert f" (seed {used[0][0]}), " in text
    else:
        assert f" (seeds {used[0][0]} and {used[1][0]}), " in text
    # Nothing differs between two runs of equal accuracy by more than it does the other way.
    if len(counts) == 1:
        (one, two) = counts[0]
        found = [
            next(run for run in configuration.runs if run.seed == seed[0])
            for configuration, seed in zip((best, other), used, strict=True)
        ]
        gap = found[0].metrics["test_accuracy"] - found[1].metrics["test_accuracy"]
        assert one - two == round(gap * TASK.n_test)


def span_of(counts, place):
    values = [pair[place] for pair in counts]
    return min(values), max(values)


def check_seeds_needed(text, table, best, other):
    family = sum(one.p_difference is not None for one in against_best(table).values())
    counted = seeds(table)
    fewest = min(counted[best.name], counted[other.name]) + 1
    gap = abs(means(table)[best.name] - means(table)[other.name])
    assert ("practically equal" in text) == (gap <= table.equivalence_margin - 1e-9)
    assert "0.8 as percent" in text
    said = re.search(r"(about|more than) (\d+) seeds each", text)
    n = int(said[2])
    reached, wanted = power(table, best, other, n, family)
    if said[1] == "more than":
        assert n == 1000
        assert reached < wanted + 1e-9
        return
    assert fewest <= n <= 1000
    assert reached >= wanted - 1e-9
    if n > fewest:
        before, _ = power(table, best, other, n - 1, family)
        assert before < wanted + 1e-9


def check_trend(text, table, finding):
    # In the test, the reader's name in small letters is the identifier.
    activation = re.search(r"\(with activation (\w+)\)", text)[1].lower()
    text, _, left_out = text.partition(" Left out for want of a result:")
    assert shown(left_out) == [
        name for name in without_result(table) if name.startswith(f"{activation}-")
    ]
    assert ("with a result" in text) == ("two values of" in text and bool(left_out))
    points = sorted(
        (one.varied["units"], one.metrics["test_accuracy"])
        for one in table.finished
        if one.varied["activation"] == activation
    )
    line = [accuracy.mean for _, accuracy in points]
    name = {f"{activation}-{units}": accuracy.mean for units, accuracy in points}
    steps = [after - before for before, after in pairwise(line)]
    if "larger than the seeds" in html_free(text) or "differ by more than" in text:
        assert line[0] != line[-1]
        assert points[0][1].n > 1
        assert points[-1][1].n > 1
    if "rises at every step" in text:
        assert min(steps) > 0
    if "falls at every step" in text:
        assert max(steps) < 0
    if "never falls" in text:
        assert min(steps) >= 0
    if "never rises" in text:
        assert max(steps) <= 0
    if "the larger gives" in text or "rises on the whole" in text:
        assert line[-1] > line[0]
    if "the smaller gives" in text or "falls on the whole" in text:
        assert line[-1] < line[0]
    if "two values" in text:
        assert len(line) == 2
    if "hardly moves" in text:
        assert max(line) - min(line) <= table.equivalence_margin
    if "levels off" in text:
        start, plateau = shown(text)
        order = list(name) if line[0] < line[-1] else list(name)[::-1]
        assert order[0] == start
        place = order.index(plateau)
        climb = [name[one] for one in order[: place + 1]]
        assert climb == sorted(climb)
        beyond = [abs(name[one] - name[plateau]) for one in order[place + 1 :]]
        assert max(beyond) <= table.equivalence_margin
        assert float(re.search(r"changes by (\S+) points at most", text)[1]) == max(beyond)
    if "no single direction" in text:
        highest, lowest = shown(text)
        assert (name[highest], name[lowest]) == (max(line), min(line))
        assert min(steps) < 0 < max(steps)
    if "not evidence" in text:
        assert {accuracy.n for _, accuracy in points} == {1}
    by_name = {one.name: one for one in table.finished}
    ordered = [by_name[f"{activation}-{units}"] for units, _ in points]
    (ends,) = compare_family(table, [(ordered[-1], ordered[0])])
    if "larger than the seeds" in html_free(text) or "differ by more than" in text:
        assert ends.verdict in ("better", "worse")
    assert ("so no trend is claimed" in text) <= (ends.verdict in ("equivalent", "not resolved"))
    p = re.search(r"first against last: p = ([\d.e+-]+)\)", text)
    expected = ends.p_difference
    if "the ends are practically equal" in text:
        assert ends.verdict == "equivalent"
        expected = ends.p_equivalence
    if "the test images cannot tell the ends" in text:
        assert ends.unresolved_by == "images"
        expected = ends.p_images
    assert p is None or float(p[1]) == closely(expected)
    if "the seeds cannot tell the ends" in text:
        assert ends.unresolved_by in ("one seed", "seeds", "both")


def check_cost(text, table, finding):
    seconds, mean = means(table, "training_cpu_seconds"), means(table)
    top = max(mean.values())
    if "not shown to be less accurate than <em>" in text:
        cheaper, best = shown(text)[:2]
        assert mean[best] == top
        assert seconds[cheaper] < seconds[best]
        assert max(seeds(table).values()) > 1
        assert against_best(table)[cheaper].verdict != "better"
    else:
        assert mean[shown(text)[0]] == top
    if "Every other" in text:
        assert list(mean.values()).count(top) == 1
        assert {one.verdict for one in against_best(table).values()} == {"better"}
    everything = len(mean) == len(table.summary.planned)
    assert ("with a result" in text) <= (not everything)
    if "Every other configuration is" in text or "The fastest to train is" in text:
        assert everything
    if "The fastest to train" in text:
        fastest, slowest = shown(text.split("The fastest")[1])
        assert seconds[fastest] == min(seconds.values())
        assert seconds[slowest] > SAME_TIME * seconds[fastest]
        assert seconds[slowest] == max(seconds.values())
        times = re.search(r"(\S+) times as long", text)
        assert (times is None) == (seconds[fastest] == 0)
        assert times is None or float(times[1]) == seconds[slowest] / seconds[fastest]
    else:
        assert max(seconds.values()) <= SAME_TIME * min(seconds.values())


CHECKS = {
    "best": check_best,
    "difference": check_difference,
    "paired_difference": check_paired_difference,
    "trend": check_trend,
    "cost": check_cost,
}
