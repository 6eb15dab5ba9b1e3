"""Every sentence is true of the table it was made from, whatever the table.

Random experiments are put into words; the claims are read back out of the text and held against
the table.
"""

import html
import math
import re
import statistics
from dataclasses import asdict, replace
from decimal import Decimal
from itertools import combinations, pairwise
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findings.of_all_topics import find_all
from findings.reference_statistics import compare_family, discordant, power
from labbook.artifacts.summary import Majority
from labbook.metrics.intervals import accuracy_interval
from labbook.report.html import template_folders
from labbook.topics.published.conditions import differing
from labbook.topics.published.orders import MOST_NAMED
from labbook.topics.results.cost import SAME_TIME
from made_up_answers import made_up_answers

OTHER_DATA = ("a subset of the data", "MNIST in place of SVHN")

MARGIN = 0.001
TASK = Majority(0.9, "not 0", 1000)
OTHER_TASK = Majority(0.9, "not 1", 1000)


def shown(text):
    """The names in italics, in order."""
    return re.findall(r"<em>&lt;(.+?)&gt;</em>", text)


THOUSANDTHS = st.integers(0, 1000).map(lambda n: n / 1000)
NEARBY = st.integers(890, 910).map(lambda n: n / 1000)
CURVES = st.fixed_dictionaries(
    {
        "val_accuracy": st.sampled_from([0.9, 0.901, 0.95]),
        "training_cpu_seconds": st.sampled_from([0.0, 1.0, 2.5, 100.0]),
        "held_out_loss": st.sampled_from([0.05, 0.5, 5.0]),
        "held_out_loss_crossing_epoch": st.none() | st.integers(2, 100).map(float),
        "held_out_accuracy_change": st.sampled_from([-0.03, -0.0005, 0.0, 0.0005, 0.03]),
        "train_loss": st.sampled_from([0.01, 0.5, 9.0]),
        "lowest_held_out_loss_epoch": st.integers(1, 100).map(float),
        "held_out_loss_rise": st.none() | st.sampled_from([0.0, 0.01, 0.05, 0.3]),
        "held_out_loss_sustained_rise": st.sampled_from([0.0, 0.01, 0.05, 0.3]),
        "train_loss_fall": st.sampled_from([-0.1, 0.0, 0.1]),
        "late_held_out_loss_change": st.none() | st.sampled_from([-0.2, -0.001, 0.0, 0.2]),
        "late_held_out_loss_change_error": st.sampled_from([0.0, 0.2]),
        "held_out_accuracy_oscillation": st.none() | st.sampled_from([0.0, 0.01]),
        "held_out_loss_oscillation": st.sampled_from([0.0, 0.5]),
    }
)


RATES = [0.001, 0.5, 1.0]
SETTINGS = st.fixed_dictionaries(
    {
        "optimizer": st.builds(
            lambda name, rate: {"name": name, "learning_rate": rate},
            st.sampled_from(["adadelta", "sgd"]),
            st.sampled_from(RATES),
        ),
        "batch_size": st.sampled_from([10, 100]),
        "hidden": st.sampled_from([[], [8], [8, 8], [8, 16]]).map(
            lambda sizes: [{"units": units, "activation": "relu"} for units in sizes]
        ),
    }
)
CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "optimizer": st.sampled_from(["adadelta", "sgd"]),
        "learning_rate": st.sampled_from(RATES),
        "batch_size": st.sampled_from([10, 100]),
        "units": st.sampled_from([8, [], [8], [8, 8], [8, 16]]),
        "activation": st.sampled_from(["relu", "tanh", ["relu", "relu"], ["tanh", "relu"]]),
        "seeds": st.just([0, 1]),
        "epochs": st.sampled_from([1, 50, 100]),
    },
)
LOSSES = st.sampled_from([0.0, 0.1, 0.10001, 2.0])


@st.composite
def published_entries(draw, accuracies, units):
    """An entry with any of its numbers, of the last epoch or of the fiftieth."""
    numbers = {
        "test_accuracy": accuracies | st.just(0.9),
        "train_accuracy": accuracies,
        "test_loss": LOSSES,
        "train_loss": LOSSES,
        "lowest_test_loss_epoch": st.integers(1, 110),
    }
    return {
        "of": {"units": units},
        "epoch": draw(st.sampled_from([None, 50, 100])),
        **{name: draw(st.none() | values) for name, values in numbers.items()},
        "conditions": draw(CONDITIONS),
    }


@st.composite
def halfway(draw, accuracies):
    """What a run showed at its fiftieth epoch."""
    return {
        "test_accuracy": draw(accuracies),
        "train_accuracy": draw(accuracies),
        "test_loss": draw(LOSSES),
        "train_loss": draw(LOSSES),
    }


REASONS = st.sampled_from(["MemoryError: no room", "killed by signal SIGKILL", "a.", "b", "c & d"])


@st.composite
def experiments(draw, experiment, configuration, gap):
    n_seeds = draw(st.integers(1, 4))
    accuracies = draw(st.sampled_from([THOUSANDTHS, NEARBY]))
    varied = draw(
        st.lists(
            st.tuples(st.sampled_from(["relu", "tanh"]), st.integers(1, 6)),
            min_size=1,
            max_size=7,
            unique=True,
        )
    )
    tasks = {"relu": TASK, "tanh": draw(st.sampled_from([TASK, TASK, OTHER_TASK]))}
    rows, gaps = [], []
    # All with validation images, none, or some.
    held_out = draw(st.sampled_from([st.just(12000), st.just(0), st.sampled_from([0, 12000])]))
    for place, (activation, units) in enumerate(varied):
        name, settings = f"{activation}-{units}", {"activation": activation, "units": units}
        failures = draw(st.just([]) | st.lists(REASONS, max_size=n_seeds))
        n_left = n_seeds - len(failures)
        trained = {**draw(SETTINGS), "epochs": draw(st.sampled_from([1, 100]))}
        if failures:
            left = gap(name, failures, settings, place, n_left)
            gaps.append(replace(left, settings=trained))
        if not n_left:
            continue
        seeds = st.lists(accuracies | st.none(), min_size=n_left, max_size=n_left)
        if draw(st.booleans()):
            seeds = st.builds(lambda one, n: [one] * n, accuracies, st.just(n_left))
        drawn = draw(seeds)
        there = [
            draw(halfway(accuracies) if accuracy is not None else st.none() | halfway(accuracies))
            for accuracy in drawn
        ]
        row = configuration(
            name,
            drawn,
            settings,
            # So that a published epoch is always known, be it the last one or not.
            at_epochs={50: there, 100: there},
            majority=tasks[activation],
            epochs=trained["epochs"],
            by_seed=[draw(CURVES) for _ in range(n_left)],
            n_validation=draw(held_out),
        )
        rows.append(replace(row, settings={**row.settings, **trained}))
    published = [
        draw(published_entries(accuracies, units))
        for units in draw(st.lists(st.integers(1, 6), max_size=2, unique=True))
    ]
    answers = made_up_answers(
        *rows,
        noise=draw(st.sampled_from([0.0, 0.1, 1.0, 100.0])),
        seed=draw(st.integers(0, 2**32)),
    )
    return experiment(
        *rows,
        answers=answers,
        gaps=tuple(gaps),
        axes=("activation", "units"),
        margin=draw(st.sampled_from([0.0, MARGIN, 0.02])),
        published=tuple(published),
        other_data=draw(st.sampled_from([None, *OTHER_DATA])),
    )


# As many tables as the profile says: see tests/conftest.py.
@given(st.data())
def test_no_sentence_contradicts_its_table(say, experiment, configuration, gap, data):
    table = data.draw(experiments(experiment, configuration, gap))
    findings = find_all(table)
    assert len({one.id for one in findings}) == len(findings)
    for finding in findings:
        CHECKS[finding.kind](checked(say, finding), table, finding)


@st.composite
def searches(draw, experiment, configuration, gap, search):
    """An experiment that is a search, what became of the configuration that it chose, and it."""
    accuracies = draw(st.sampled_from([THOUSANDTHS, NEARBY]))
    n_seeds = draw(st.integers(1, 2))
    outcomes = accuracies | st.none() if draw(st.integers(0, 3)) else accuracies | REASONS
    results = draw(
        st.lists(st.lists(outcomes, min_size=n_seeds, max_size=n_seeds), min_size=1, max_size=6)
    )
    found = search(
        *results,
        n_combinations=len(results) + draw(st.integers(0, 2)),
        epochs=draw(st.sampled_from([1, 20])),
    )
    finished = draw(st.lists(THOUSANDTHS | st.none(), max_size=3)) if found.best else []
    failures = draw(st.lists(REASONS, min_size=not finished, max_size=2))
    validation = draw(THOUSANDTHS)
    rows = [configuration("chosen", finished, majority=TASK, val_accuracy=validation)]
    gaps = (gap("chosen", failures, finished=len(finished)),) if failures else ()
    return experiment(*rows[: len(finished)], gaps=gaps), found


@given(st.data())
def test_no_sentence_contradicts_its_search(say, experiment, configuration, gap, search, data):
    table, drawn = data.draw(searches(experiment, configuration, gap, search))
    of_search, *findings = find_all(table, search=drawn)
    assert of_search.kind == "search"
    check_search(checked(say, of_search), table, drawn)
    for finding in findings:
        CHECKS[finding.kind](checked(say, finding), table, finding)


def checked(say, finding):
    """Its sentences, the same of what is read back, and well formed."""
    text = say(finding)
    assert say(asdict(finding)) == text
    assert text.endswith(".")
    read = html.unescape(text)
    assert not re.search(r" [.,;:)]|\( |None|nan|inf\b|\.\.|[.,;:]{2}|Undefined", read)
    assert not re.search(r"[.;,][A-Z]", read)
    of_no_one = "From seed to seed|Each config|The config|Along|Nothing could be chosen"
    assert shown(text) or re.match(f"{of_no_one}|.*(all|any) configuration", text)
    return text


def means(table, metric="test_accuracy"):
    return {
        one.name: one.metrics[metric].mean
        for one in table.summary.configurations
        if one.metrics[metric].mean is not None
    }


def seeds(table):
    return {
        one.name: one.metrics["test_accuracy"].n
        for one in table.summary.configurations
        if one.metrics["test_accuracy"].n
    }


def without_result(table):
    """Names of the configurations all of whose runs failed or diverged, in the plan's order."""
    mean = means(table)
    return [one.known.name for one in table.summary.planned if one.known.name not in mean]


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


def against_best(table):
    """What the best comes to against each other, by name; the second time it is worked out."""
    best, *others = sorted(table.finished, key=lambda one: -one.metrics["test_accuracy"].mean)
    pairs = [(best, one) for one in others]
    compared = compare_family(table, pairs)
    return {one.name: verdict for one, verdict in zip(others, compared, strict=True)}


def closely(value):
    return pytest.approx(value, rel=1e-9, abs=1e-300)


def p_after(words, text):
    return float(re.search(words + r"p = ([\d.e+-]+)\)", html_free(text))[1])


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
        assert best.settings["task"] != other.settings["task"]
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
        (axis["name"], axis["values"]) for axis in table.summary.axes if len(axis["values"]) == 2
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


def check_lone_seed(text, table, finding):
    (name,) = shown(text)
    (one,) = (one for one in table.finished if one.name == name)
    values = sorted(value for value in one.metrics["test_accuracy"].values if value is not None)
    lowest, *_, highest = values
    assert len(values) > 2
    assert highest - lowest > 0.1
    read = html_free(text)
    assert f"end between {lowest!r} as percent and {highest!r} as percent" in read
    low_alone = values[1] - lowest > highest - values[1]
    high_alone = highest - values[-2] > values[-2] - lowest
    assert ("the lowest is one run by itself" in text) == low_alone
    assert ("the highest is one run by itself" in text) == (high_alone and not low_alone)
    if low_alone or high_alone:
        following = values[1] if low_alone else values[-2]
        assert f"the next has {following!r} as percent" in read


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


def html_free(text):
    return text.replace("&#39;", "'")


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


def runs_of(names, table):
    return [
        run
        for one in table.summary.configurations
        if one.name in names
        for run in one.runs
        if not run.diverged
    ]


def runs_meant(text, table):
    """The runs of the configurations that are named, or of all."""
    if re.search("all configurations|any configuration:", text):
        assert len(table.finished) == len(table.summary.planned) > 1
        return runs_of(means(table), table)
    return runs_of(shown(text), table)


def check_overfitting(text, table, finding):
    runs = runs_meant(text, table)
    assert all(run.epochs > 1 for run in runs)
    assert_names_what_was_held_out(text, finding, table)
    rises = [run.metrics["held_out_loss_rise"] for run in runs]
    if "Clear" in text:
        assert min(rises) >= 0.1
    if "Mild" in text:
        assert min(rises) >= 0.02
    if "went on falling" in text:
        assert min(run.metrics["train_loss_fall"] for run in runs) > 0
    if "it has no turning point" in text:
        assert max(rises) == 0
    if "ended" in text and "above that at most" in text:
        assert float(re.search(r"ended (\S+) as percent above that at most", text)[1]) == max(rises)
    if "depends on the seed" in text:
        count, of = map(int, re.search(r"(\d+) of (\d+) runs shows? it", text).groups())
        assert 0 < count <= of == len(runs) > 1
    parts = re.split(r"\. In (?=<em>)", text)
    if len(parts) == 1:
        check_course(text, runs, table)
    else:
        assert [shown(part)[0] for part in parts[1:]] == list(finding.subject)
        for part in parts[1:]:
            check_course(part, runs_of(shown(part), table), table)
    gaps = [run.metrics["held_out_loss"] - run.metrics["train_loss"] for run in runs]
    assert span_said("minus training loss was", r"\.$", text) == (min(gaps), max(gaps))


def check_course(text, runs, table):
    """What is said of these runs, and nothing of others."""
    epochs = [run.metrics["lowest_held_out_loss_epoch"] for run in runs]
    if "lowest at epoch" in text:
        assert span_said("lowest at epoch", " and", text) == (min(epochs), max(epochs))
    if "and stood" in text:
        rises = [run.metrics["held_out_loss_rise"] for run in runs]
        assert span_said("and stood", " above that", text) == (min(rises), max(rises))
        check_crossing(text, runs)
        check_accuracy(text, runs, table)


def check_crossing(text, runs):
    crossings = [run.metrics["held_out_loss_crossing_epoch"] for run in runs]
    known = [one for one in crossings if one is not None]
    if known:
        assert span_said("above the training loss since epoch", ";", text) == (
            min(known),
            max(known),
        )
        counted = re.search(r"; in (\d+) of (\d+) runs it has been", text)
        expected = tuple(map(int, counted.groups())) if counted else (len(runs), len(runs))
        assert (len(known), len(runs)) == expected
        return
    above = [run.metrics["held_out_loss"] > run.metrics["train_loss"] for run in runs]
    assert ("; it was above the training loss at every epoch;" in text) == all(above)
    assert ("; it did not end above the training loss;" in text) == (not any(above))
    mixed = "in some runs it was above the training loss at every epoch, in the others it did not"
    assert (mixed in text) == (len(set(above)) == 2)


def check_accuracy(text, runs, table):
    changes = [run.metrics["held_out_accuracy_change"] for run in runs]
    margin = table.equivalence_margin
    ways = {
        "accuracy suffered as well": max(changes) < -margin,
        "accuracy did not suffer": min(changes) > margin,
        "accuracy hardly suffered": max(map(abs, changes)) <= margin,
    }
    for words, holds in ways.items():
        assert (words in text) == holds
    assert ("depending on the run" in text) == (not any(ways.values()))
    if "accuracy fell by" in text:
        fallen = [-change for change in changes]
        assert span_said("accuracy fell by", r"[.;](?: |$)", text) == (min(fallen), max(fallen))
    else:
        said = span_said("accuracy (?:rose|changed) by", r"[.;,](?: |$)", text)
        assert said == (min(changes), max(changes))


def span_said(before, after, text):
    """Lowest and highest of "before 0.1 as percent to 0.3 as percent after"."""
    number = r"(-?\d[\d.e+-]*?)(?: as percent| points)?"
    first, last = re.search(rf"{before} {number}(?: to {number})?{after}", text).groups()
    return float(first), float(last or first)


def assert_names_what_was_held_out(text, finding, table):
    subject = [one for one in table.finished if one.name in finding.subject]
    parts = {"validation" if one.n_validation else "test" for one in subject}
    word = parts.pop() if len(parts) == 1 else "held-out"
    others = {"validation", "test", "held-out"} - {word}
    assert re.search(rf"\b{word}\b", text)
    assert not re.search(rf"\b({'|'.join(others)})\b", text)


def check_convergence(text, table, finding):
    assert_names_what_was_held_out(text, finding, table)
    changes = [run.metrics["late_held_out_loss_change"] for run in runs_meant(text, table)]
    if "still falling, by" in text:
        assert max(changes) < 0
    if "was rising" in text:
        assert min(changes) > 0
    if "depends on the seed" in text:
        assert len(changes) > 1
        falling = re.search(r"(\d+) ended with a falling", text)
        rising = re.search(r"(\d+) ended with a rising", text)
        assert falling or rising
        if falling:
            assert 0 < int(falling[1]) <= sum(change < 0 for change in changes)
        if rising:
            assert 0 < int(rising[1]) <= sum(change > 0 for change in changes)


def check_oscillation(text, table, finding):
    assert_names_what_was_held_out(text, finding, table)
    runs = runs_meant(text, table)
    jumping = [
        run
        for run in runs
        if (run.metrics["held_out_accuracy_oscillation"] or 0) > 0
        or run.metrics["held_out_loss_oscillation"] > 0
    ]
    counted = re.search(r"in (\d+) of (\d+) runs", text)
    expected = tuple(map(int, counted.groups())) if counted else (len(runs), len(runs))
    assert (len(jumping), len(runs)) == expected


def check_not_trained(text, table, finding):
    runs = runs_of(shown(text), table)
    failed = [
        run
        for run in runs
        if accuracy_interval(run.metrics["test_accuracy"], TASK.n_test)[0] <= TASK.accuracy
    ]
    counted = re.match(r"(\d+) of (\d+) runs", text)
    expected = tuple(map(int, counted.groups())) if counted else (len(runs), len(runs))
    assert (len(failed), len(runs)) == expected
    (label,) = {one.majority.label for one in table.finished if one.name in shown(text)}
    assert f"“{label}”" in text
    if "worse than that answer" in text:
        assert max(run.metrics["test_accuracy"] for run in failed) < TASK.accuracy
    if "the answer is the same" in text:
        assert {run.metrics["test_accuracy"] for run in failed} == {TASK.accuracy}


def check_diverged(text, table, finding):
    concerned = [one for one in table.summary.configurations if one.name in shown(text)]
    n_diverged = sum(one.n_diverged for one in concerned)
    failed = {gap.name: len(gap.runs) for gap in table.summary.gaps}
    n_runs = sum(one.n_runs + failed.get(one.name, 0) for one in concerned)
    if "only run" in text:
        assert (n_diverged, n_runs) == (1, 1)
    elif text.startswith("Not one"):
        assert int(re.match(r"Not one of the (\d+)", text)[1]) == n_diverged == n_runs
    else:
        assert re.match(r"(\d+) of (\d+) runs", text).groups() == (str(n_diverged), str(n_runs))
        assert all(0 < one.n_diverged < one.n_runs + failed.get(one.name, 0) for one in concerned)
        assert ("includes it" in text) == (n_diverged == 1)


def check_missing(text, table, finding):
    concerned = [gap for gap in table.summary.gaps if gap.name in shown(text)]
    n_failed = sum(len(gap.runs) for gap in concerned)
    n_runs = sum(len(gap.seeds) for gap in concerned)
    finished = [one.name for one in table.summary.configurations]
    if "only run" in text:
        assert (n_failed, n_runs) == (1, 1)
    elif text.startswith("Not one"):
        assert int(re.match(r"Not one of the (\d+)", text)[1]) == n_failed == n_runs
    else:
        assert re.match(r"(\d+) of (\d+) runs", text).groups() == (str(n_failed), str(n_runs))
        assert all(gap.name in finished for gap in concerned)
        assert ("includes it" in text) == (n_failed == 1)
    if "No mean" not in text:
        assert not any(gap.name in finished for gap in concerned)
    reasons = {run.failure.removesuffix(".") for gap in concerned for run in gap.runs}
    told = {html.unescape(one) for one in re.findall("“(.+?)”", text)}
    assert told <= reasons
    assert ("and others" in text) == (len(told) < len(reasons))


def check_seed_spread(text, table, finding):
    spreads = [one.metrics["test_accuracy"].std for one in table.finished]
    known = [spread for spread in spreads if spread is not None]
    if "rests on one run" in text:
        assert not known
        assert len(spreads) == len(table.summary.planned) or "with a result" in text
    elif "one and the same" in text:
        assert set(known) == {0}
        assert len(known) == len(table.summary.planned) or "that count" in text
    else:
        assert float(re.search(r"deviation of (\S+) points", text)[1]) == max(known)
        assert ("within the margin" in text) == (max(known) <= table.equivalence_margin)


def check_published(text, table, finding):
    (name,) = shown(text)
    epoch, which = re.match(
        r"(?:At epoch (\d+), the|The) published (test|training) accuracy", text
    ).groups()
    metric = {"test": "test_accuracy", "training": "train_accuracy"}[which]
    if says_nothing_beside(text, table, name, metric, epoch):
        return
    published = float(re.search(r"accuracy is (\S+) as percent", text)[1])
    ours = of_name(table, name)
    mean = statistics.mean(ours_at(ours, metric, epoch))
    n_images = TASK.n_test if which == "test" else ours.n_train
    assert float(re.search(r"ours is (\S+),", text)[1]) == mean
    assert (f", the same to within one {which} image" in text) == (
        abs(mean - published) * n_images < 1
    )
    if "points above it" in text or "lies above" in text:
        assert mean > published
    if "points below it" in text or "lies below" in text:
        assert mean < published
    assert ("no agreement is claimed" in text) == (table.other_data is not None)
    check_conditions(text, table, ours, metric, published, epoch)
    fixed = re.search("always answering “(.+?)” gets", text)
    gap = abs(Decimal(repr(ours.majority.accuracy)) - Decimal(repr(published)))
    place = Decimal(repr(published)).as_tuple().exponent
    assert (fixed is not None) == (
        which == "test" and gap <= min(Decimal(10) ** place / 2, Decimal("0.005"))
    )
    assert fixed is None or fixed[1] == ours.majority.label


def check_published_loss(text, table, finding):
    (name,) = shown(text)
    epoch, which, published = re.match(
        r"(?:At epoch (\d+), the|The) published (test|training) loss (?:is|of) (\S+) for", text
    ).groups()
    metric = {"test": "test_loss", "training": "train_loss"}[which]
    if says_nothing_beside(text, table, name, metric, epoch):
        return
    ours, published = of_name(table, name), float(published)
    mean = statistics.mean(ours_at(ours, metric, epoch))
    assert float(re.search(r"ours is (\S+),", text)[1]) == mean
    assert any(data in text for data in OTHER_DATA) == (table.other_data is not None)
    assert not re.search("consistent|agree", text)
    far = re.search(r", (\S+) as percent (above|below) it", text)
    if far:
        assert float(far[1]) == abs(mean - published) / published
        assert mean > published if far[2] == "above" else mean < published
    elif "above it" in text:
        assert mean > published == 0
    else:
        assert "the same to within a tenth of a percent" in text
        assert abs(mean - published) <= 0.001 * published
    check_conditions(text, table, ours, metric, published, epoch)


def published_apart(table):
    """Each two accuracies of the last epoch that differ, the higher first, with their rows."""
    numbers = {}
    for entry in table.published:
        for one in table.summary.planned:
            known = one.known
            if (
                known.varied["units"] == entry["of"]["units"]
                and entry["test_accuracy"] is not None
                and entry["epoch"] in (None, known.settings["epochs"])
                and not differing(
                    {
                        key: value
                        for key, value in entry["conditions"].items()
                        if key != "epochs" or not entry["epoch"]
                    },
                    known.settings,
                )
                and known.name in means(table)
            ):
                numbers[known.name] = entry["test_accuracy"]
    pairs = [sorted(pair, key=lambda one: -one[1]) for pair in combinations(numbers.items(), 2)]
    return [(higher, lower) for (higher, top), (lower, bottom) in pairs if top != bottom], numbers


def check_published_order(text, table, finding):
    pairs, numbers = published_apart(table)
    rows = [(of_name(table, higher), of_name(table, lower)) for higher, lower in pairs]
    verdicts = [one.verdict for one in compare_family(table, rows)]
    assert int(re.search(r"put (\d+) pairs?", text)[1]) == len(pairs)
    level = re.search(r"(\d+) pairs? more", text)
    n_all = len(numbers) * (len(numbers) - 1) // 2
    assert int(level[1] if level else 0) == n_all - len(pairs)
    named = {name for pair in pairs for name in pair}
    head = re.search(r"among (.*?)[;.](?: |$)", text)[1]
    everyone = head == "all configurations" and len(table.summary.planned) == len(named)
    assert everyone or set(shown(head)) == named
    if table.other_data:
        assert "not judged" in text
        assert "support" not in text
        return
    if "a single seed" in text:
        assert all(min(seeds(table)[name] for name in pair) == 1 for pair in pairs)
        return
    if "support each of them" in text or "support it" in text:
        assert set(verdicts) == {"better"}
        return
    for word, verdict in (
        ("support", "better"),
        ("contradict", "worse"),
        ("find", "equivalent"),
        ("leave", "not resolved"),
    ):
        said = re.search(rf"{word} (\d+)", text)
        assert int(said[1] if said else 0) == verdicts.count(verdict)
    told = re.findall(
        r"<em>&lt;(\S+?)&gt;</em> above <em>&lt;(\S+?)&gt;</em> \(published (\S+) as percent and "
        r"(\S+) as percent, ours (\S+) and (\S+): ([a-z ]+)\)",
        text,
    )
    words = {"worse": "contradicted", "equivalent": "practically equal"}
    mean = means(table)
    for higher, lower, *stated, word in told:
        verdict = verdicts[pairs.index((higher, lower))]
        assert word == words.get(verdict, verdict) != "better"
        expected = [numbers[higher], numbers[lower], mean[higher], mean[lower]]
        assert [float(one) for one in stated] == expected
    n_open = len(pairs) - verdicts.count("better")
    assert len(told) == min(n_open, MOST_NAMED)
    assert ("among others" in text) == (n_open > MOST_NAMED)
    # None that is contradicted is left out for one that is only not resolved.
    n_contradicted = sum(word == "contradicted" for *_, word in told)
    assert n_contradicted == min(verdicts.count("worse"), MOST_NAMED)


def check_published_turn(text, table, finding):
    (name,) = shown(text)
    published = int(re.search(r"rises after epoch (\d+)", text)[1])
    metric = "lowest_held_out_loss_epoch"
    if says_nothing_beside(text, table, name, metric, None):
        return
    ours = of_name(table, name)
    epochs, lowest = ours.settings["epochs"], ours_at(ours, metric, None)
    last = max(5, math.ceil(epochs / 10))
    turned = [epoch for epoch in lowest if epoch <= epochs - last]
    assert ("no agreement is claimed" in text) == (table.other_data is not None)
    span = re.search(r"at epoch (\d+)(?: to (\d+))?[:;,]", text)
    if "does not turn" in text:
        assert not turned
        assert (int(span[1]), int(span[2] or span[1])) == (min(lowest), max(lowest))
        assert re.search(r"within (\d+) epochs?", text)[1] == str(epochs)
        assert ("fewer than that" in text) == (epochs < published)
    elif f"ours turns in {len(turned)} of {len(lowest)} runs" in text:
        assert 0 < len(turned) < len(lowest)
        assert (int(span[1]), int(span[2] or span[1])) == (min(turned), max(turned))
    else:
        assert len(turned) == len(lowest)
        mean = statistics.mean(lowest)
        assert int(re.search(r"turns at epoch (\d+)", text)[1]) == round(mean)
        assert ("from one seed" in text) == (len(lowest) == 1)
        apart = re.search(r", (one|\d+) epochs? (earlier|later)", text)
        if apart:
            assert (1 if apart[1] == "one" else int(apart[1])) == round(abs(mean - published))
            assert mean > published if apart[2] == "later" else mean < published
        else:
            assert "the same to within one epoch" in text
            assert abs(mean - published) < 1
        single = re.search(r"single seeds from (\d+) to (\d+)", text)
        assert (single is None) == (min(lowest) == max(lowest))
        assert single is None or [int(end) for end in single.groups()] == [
            min(lowest),
            max(lowest),
        ]
        between = min(lowest) <= published <= max(lowest)
        assert ("between which the published epoch lies" in text) == (
            between and single is not None
        )
    check_conditions(text, table, ours, "lowest_test_loss_epoch", published, None)


def of_name(table, name):
    (ours,) = [one for one in table.summary.configurations if one.name == name]
    return ours


def ours_at(ours, metric, epoch):
    """The metric of each run that has one, after the last epoch or after an earlier one."""
    if epoch is None or int(epoch) == ours.settings["epochs"]:
        return [run.metrics[metric] for run in ours.runs if not run.diverged]
    return [run.at_epochs[int(epoch)][metric] for run in ours.runs if int(epoch) in run.at_epochs]


def says_nothing_beside(text, table, name, metric, epoch):
    """Whether there is nothing of ours, which the sentence says, with the reason, if so."""
    (planned,) = [one for one in table.summary.planned if one.known.name == name]
    is_so = "nothing to stand beside" in text
    assert is_so == (not (planned.summary and ours_at(planned.summary, metric, epoch)))
    if is_so:
        assert ("failed" in text) == bool(planned.failed)
        assert ("diverged" in text) == bool(planned.summary)
        assert ("diverged before" in text) == bool(planned.summary and epoch)
        assert ("our only run" in text) == (len(planned.seeds) == 1)
    return is_so


def check_conditions(text, table, ours, metric, published, epoch):
    """Conditions that differ are told with the first number of the entry."""
    # Of one number there may be two entries; one of them is told of here.
    entries = [
        one
        for one in table.published
        if one["of"]["units"] == ours.varied["units"]
        and one[metric] == published
        and (metric == "lowest_test_loss_epoch" or str(one["epoch"]) == str(epoch))
    ]
    order = ("test_accuracy", "train_accuracy", "test_loss", "train_loss")
    expected = [
        []
        if any(one[earlier] is not None for earlier in order[: (*order, metric).index(metric)])
        else differing_conditions(one, ours, epoch)
        for one in entries
    ]
    assert told_conditions(text) in expected
    old = [("learning rate", "1", f"{ours.settings['optimizer']['learning_rate']:g}")]
    assert ("early versions of Keras" in text) == (
        ours.settings["optimizer"]["name"] == "adadelta" and set(old) <= set(told_conditions(text))
    )


def told_conditions(text):
    """Setting, published and ours of each "for … where ours has …"."""
    clause = re.search(r"It was published for (.+?)(?::|\.(?: |$))", text)
    parts = clause[1].split(", ") if clause else []
    return [re.fullmatch(r"(\D+) (\S+) where ours has (\S+)", one).groups() for one in parts]


def differing_conditions(entry, ours, epoch):
    layers, optimizer = ours.settings["hidden"], ours.settings["optimizer"]
    values = {
        "optimizer": optimizer["name"],
        "learning_rate": optimizer["learning_rate"],
        "batch_size": ours.settings["batch_size"],
        "units": [layer["units"] for layer in layers],
        "activation": "relu" if layers else "none",
        "epochs": ours.settings["epochs"],
    }

    def words(key, value):
        if isinstance(value, list):
            # One activation may stand for all layers; one size never does.
            same = key == "activation" and len(set(value)) == 1
            return "-".join(map(str, value[:1] if same else value)) or "none"
        return f"{value:g}" if isinstance(value, float) else str(value)

    pairs = [
        (key.replace("_", " "), words(key, value), words(key, values[key]))
        for key, value in entry["conditions"].items()
        if key != "seeds" and not (key == "epochs" and epoch)
    ]
    return [one for one in pairs if one[1] != one[2]]


def check_search(text, table, search):
    trials = search.trials
    labels = [one.label.strip("<>") for one in trials]
    failed = [
        label
        for label, one in zip(labels, trials, strict=True)
        if any(run.failure for run in one.runs)
    ]
    known = {
        label: fmean(run.val_accuracy for run in one.runs)
        for label, one in zip(labels, trials, strict=True)
        if all(run.val_accuracy is not None for run in one.runs)
    }
    if text.startswith("Nothing could be chosen: "):
        assert failed or not known
        assert re.findall("&lt;(.+?)&gt;", text) == failed
        assert ("the trials " in text) == (len(failed) > 1)
        assert ("every trial of the search diverged" in text) == (not failed)
        return
    assert known
    assert not failed
    check_how_many(text, len(trials), search.n_combinations, len(known))
    check_choice(text, known)
    lost = re.search(r"of the trials, (\d+) diverged", text)
    assert (int(lost[1]) if lost else 0) == len(trials) - len(known)
    lead = highest_and_next(known)
    final = table.finished
    if final:
        (ours,) = final
        epochs, word, validation, test = re.search(
            r"Trained anew for (\d+) (epochs?), the network chosen reaches (\S+) \(n = \d+\) in "
            r"validation and (\S+) on the test set",
            text,
        ).groups()
        assert (int(epochs), word) in {(1, "epoch"), (20, "epochs")}
        assert int(epochs) == trials[0].candidate["epochs"]
        assert float(validation) == ours.metrics["val_accuracy"].mean
        assert float(test) == ours.metrics["test_accuracy"].mean
        half = half_width(max(known.values()), ours.n_validation)
        close = "not shown to be the best of the space" in text
        assert close == (lead is not None and lead < half)
        if close:
            assert float(re.search(r"\((\S+) points either way", text)[1]) == closely(half)
            assert f"what {ours.n_validation} validation images leave" in text
    else:
        assert "not one run of the network chosen has a result" in text
        assert "So small a lead" not in text


def check_how_many(text, n_trials, n_combinations, n_known):
    """Exactly one of the ways to say how much of the space was tried."""
    ways = {
        r"All (\d+) combinations of the space were": lambda: (n_trials, n_trials > 1 < n_known),
        r"The only combination of the space was": lambda: (n_trials, n_trials == 1),
        r"Of the (\d+) combinations of the space, (\d+) were drawn": lambda: (
            n_combinations,
            n_trials < n_combinations and n_trials > 1 < n_known,
        ),
        r"Of the (\d+) combinations of the space, one alone was": lambda: (
            n_combinations,
            n_trials == 1 < n_combinations,
        ),
        r"Of (\d+) trials in a space of (\d+) combinations, one alone has": lambda: (
            n_trials,
            n_trials > n_known == 1,
        ),
    }
    ((pattern, found),) = [
        (pattern, match) for pattern in ways if (match := re.match(pattern, text))
    ]
    first, holds = ways[pattern]()
    assert holds
    counts = [int(one) for one in found.groups()]
    assert counts[:1] in ([], [first])
    if len(counts) == 2:
        assert sorted(counts) == sorted([n_trials, n_combinations])
    if pattern.startswith(("All", "The only")):
        assert n_trials == n_combinations


def check_choice(text, known):
    names = [one.strip("<>") for one in shown(text)]
    top = max(known.values())
    if "share the highest" in text:
        assert names == [label for label in known if known[label] == top]
        assert len(names) > 1
        assert float(re.search(r"highest validation accuracy, (\S+) as percent", text)[1]) == top
    elif "one alone" in text or "The only combination" in text:
        assert names == list(known)
        assert float(re.search(r"validation accuracy of (\S+) as percent", text)[1]) == top
    else:
        best, runner_up = names
        others = [value for label, value in known.items() if label != best]
        assert known[best] == top > max(others) == known[runner_up]
        said = re.search(r"accuracy, (\S+) as percent, is that of .+?, (\S+) points above", text)
        assert (float(said[1]), float(said[2])) == (top, top - max(others))
        lowest = re.search(r"the lowest is (\S+) as percent", text)
        assert (lowest is None) == (len(others) == 1)
        assert lowest is None or float(lowest[1]) == min(others)


def highest_and_next(known):
    """How far the first is ahead, None where there is one alone."""
    first, *others = sorted(known.values(), reverse=True)
    return first - others[0] if others else None


def half_width(accuracy, n):
    """Of Wilson's interval, by the textbook."""
    z, p = 1.959963984540054, round(accuracy * n) / n
    return z / (1 + z**2 / n) * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))


CHECKS = {
    "best": check_best,
    "difference": check_difference,
    "paired_difference": check_paired_difference,
    "lone_seed": check_lone_seed,
    "trend": check_trend,
    "cost": check_cost,
    "overfitting": check_overfitting,
    "convergence": check_convergence,
    "oscillation": check_oscillation,
    "not_trained": check_not_trained,
    "diverged": check_diverged,
    "missing": check_missing,
    "seed_spread": check_seed_spread,
    "published": check_published,
    "published_loss": check_published_loss,
    "published_turn": check_published_turn,
    "published_order": check_published_order,
}


def test_no_phrase_has_a_digit_of_its_own():
    phrases = [path for folder in template_folders() for path in (folder / "findings").glob("*.j2")]
    assert len(phrases) > len(CHECKS)
    for path in phrases:
        prose = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(), flags=re.DOTALL)
        assert not re.search(r"\d", prose), path
