"""Findings in words, with their numbers written out exactly."""

import re

import jinja2
import pytest
from markupsafe import escape

from labbook.report.html import template_folders
from labbook.report.numbers import first_few
from labbook.report.phrases import Phrases
from labbook.report.settings import capitalize
from labbook.text.number_words import count_word, part_word, percent_words


def mean_std(statistic, n=True):
    return f"{statistic['mean']!r}" + (f" (n = {statistic['n']})" if n else "")


# Plain stand-ins for the report's filters: exact, so that numbers can be read back.
FILTERS = {
    "percent": lambda x, decimals=2: f"{x!r} as percent",
    "percent_within": lambda x: f"{x!r} as percent",
    "pp": lambda x, unit=True: f"{x!r}{' points' if unit else ''}",
    "mean_std_percent": mean_std,
    "mean_std_loss": mean_std,
    "mean_std_score": mean_std,
    "number": lambda x, digits=3: f"{x!r}",
    "loss4": lambda x: f"{x!r}",
    "decimals": lambda x, n: f"{x!r}",
    "seconds": lambda x: f"{x!r} s",
    "ratio": lambda x: f"{x!r} times",
    "integer": lambda x: f"{round(x):d}",
    "count_word": count_word,
    "part_word": part_word,
    "percent_words": percent_words,
    "pvalue": lambda p: f"p = {p!r}",
    # That of Jinja makes the rest small.
    "capitalize": capitalize,
    "and_list": lambda items, conjunction="and": (
        escape(f" {conjunction} ").join(items) if len(items) < 3 else escape(", ").join(items)
    ),
    "first_few": first_few,
}


class Places:
    """Refers to a place by its name."""

    def refer(self, kind, name):
        return f"{kind} {name}"


def speaker():
    """From a finding, or a list of those that share a sentence, to its sentences, on one line."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template_folders()),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
    )
    environment.filters |= FILTERS
    environment.globals["numbering"] = Places()
    phrases = Phrases(environment)

    def render(finding):
        tell = phrases.tell_together if isinstance(finding, list) else phrases.tell
        text = tell(finding, lambda name: f"<{name}>")
        # As a browser would, but keeping a blank that stands before punctuation visible.
        return re.sub(r"\s+", " ", text).strip()

    return render


@pytest.fixture(scope="session")
def say():
    return speaker()
