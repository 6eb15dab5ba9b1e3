"""All findings of an experiment, in the order in which a build merges them."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.stages.topic import Topic, find_stage
from labbook.topics.registry import topics

READ_BY_ALL = frozenset(find_stage("any").reads)


def find_all(experiment: Experiment, **evidence: Any) -> list[Finding]:
    """`evidence`: by topic, what it finds in beside the experiment; None and the topic is left out,
    as it is in an experiment that does not ask for it.
    """
    found: list[Finding] = []
    for topic in topics():
        if topic.finds is None:
            continue
        if topic.finds.reads.keys() <= READ_BY_ALL:
            beside = ()
        elif evidence.get(topic.name) is not None:
            beside = (evidence[topic.name],)
        else:
            continue
        for find in finders_of(topic):
            found += find(experiment, *beside)
    return found


def finders_of(topic: Topic) -> Iterable[Callable[..., list[Finding]]]:
    """The functions that the topic's job finds with, in its order."""
    assert topic.finds is not None
    job = import_module(topic.finds.module)
    imported = [one for name, one in vars(job).items() if name.startswith("find_")]
    return getattr(job, "FINDERS", imported)
