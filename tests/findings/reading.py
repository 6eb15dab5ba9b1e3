"""Claims read back out of sentences, and the numbers of the table that they are held against."""

import re

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
    """What the best comes to against each other, by name; the second time it is worked out."""
    best, *others = sorted(table.finished, key=lambda one: -one.metrics["test_accuracy"].mean)
    pairs = [(best, one) for one in others]
    compared = compare_family(table, pairs, len(pairs) + 1) if pairs else []
    return {one.name: verdict for one, verdict in zip(others, compared, strict=True)}


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
