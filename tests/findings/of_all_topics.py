"""All findings of an experiment, in the order in which a build merges them."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.findings.lab import find_in
from labbook.stages.topic import Topic
from labbook.topics.registry import topics


def find_all(experiment: Experiment, **evidence: Any) -> list[Finding]:
    """`evidence`: by topic, what it finds in beside the experiment; None and the topic is left out,
    as it is in an experiment that does not ask for it.
    """
    found: list[Finding] = []
    for topic in topics():
        if topic.finds is None:
            continue
        if "evidence" not in topic.finds.reads:
            found += find_in([experiment], finders_of(topic))
        elif evidence.get(topic.name) is not None:
            beside = {experiment.name: evidence[topic.name]}
            found += find_in([experiment], finders_of(topic), beside)
    return found


def finders_of(topic: Topic) -> Iterable[Callable[..., list[Finding]]]:
    """The functions that the topic's job finds with, in its order."""
    return import_module(f"labbook.topics.{topic.name}.findings").FINDERS
