"""Claims read back out of sentences, and the numbers of the table that they are held against."""

import re
from dataclasses import replace
from itertools import islice

import pytest

from findings.reference_statistics import compare_family
from labbook.artifacts.summary import Majority

OTHER_DATA = ("a subset of the data", "MNIST in place of SVHN")
TASK = Majority(0.9, "not 0", 1000, 0.3251)
OTHER_TASK = Majority(0.9, "not 1", 1000, 0.3251)


def shown(text):
    """The names in italics, in order."""
    return re.findall(r"<em>&lt;(.+?)&gt;</em>", text)


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


def against_best(table):
    """What the best comes to against each other, by name; the second time it is worked out.

    A pair that the sweep sets side by side is judged among those.
    """
    best, *others = sorted(table.finished, key=lambda one: -one.metrics["test_accuracy"].mean)
    pairs = [(best, one) for one in others]
    compared = compare_family(table, pairs, len(pairs) + 1) if pairs else []
    found = {one.name: verdict for one, verdict in zip(others, compared, strict=True)}
    planned = planned_pairs(table)
    for (second, first), verdict in zip(planned, compare_family(table, planned), strict=True):
        if best is second:
            found[first.name] = verdict
        elif best is first:
            turned = {"better": "worse", "worse": "better"}
            found[second.name] = verdict._replace(
                verdict=turned.get(verdict.verdict, verdict.verdict)
            )
    return found


def planned_pairs(table):
    """The second and the first of each pair that differs in the axis with two values alone.

    Without such an axis, of each that differs by a second hidden layer like the first.
    """
    axis = next((axis for axis in table.summary.axes if len(axis.values) == 2), None)
    if axis is None or len(table.summary.axes) < 2:
        return by_a_second_layer(table.finished)
    low, high = axis.values
    return [
        (second, first)
        for first in table.finished
        for second in table.finished
        if (first.varied.get(axis.name), second.varied.get(axis.name)) == (low, high)
        and all(second.varied[key] == first.varied[key] for key in first.varied if key != axis.name)
    ]


def by_a_second_layer(finished):
    """None where two configurations are all there are."""
    pairs = []
    for second in finished:
        alike = (
            first
            for first in finished
            if len(first.settings.hidden) == 1
            if first.settings.hidden * 2 == second.settings.hidden
            if replace(second.settings, hidden=first.settings.hidden) == first.settings
        )
        pairs += [(second, first) for first in islice(alike, 1)]
    return pairs if len(finished) > 2 else []


def closely(value):
    return pytest.approx(value, rel=1e-9, abs=1e-300)


def p_after(words, text):
    return float(re.search(words + r"p = ([\d.e+-]+)\)", html_free(text))[1])


def html_free(text):
    return text.replace("&#39;", "'")


def runs_of(names, table, diverged=False):
    """Without those that diverged, or with them."""
    return [
        run
        for one in table.summary.configurations
        if one.name in names
        for run in one.runs
        if diverged or not run.diverged
    ]


def runs_meant(text, table, diverged=False):
    """The runs of the configurations that are named, or of all."""
    if re.search("all configurations|any configuration:", text):
        assert len(table.finished) == len(table.summary.planned) > 1
        return runs_of(means(table), table, diverged)
    return runs_of(shown(text), table, diverged)
