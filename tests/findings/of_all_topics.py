"""All findings of an experiment, in the order in which a build merges them."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.stages.topic import Topic, find_stage
from labbook.topics.engines.agreement import find_parity
from labbook.topics.notebook.accuracy_finding import find_notebook
from labbook.topics.registry import topics
from labbook.topics.search.trials_finding import find_search

# Of topics whose job has a single finder.
LONE_FINDERS: Mapping[str, Callable[..., list[Finding]]] = {
    "engines": find_parity,
    "notebook": find_notebook,
    "search": find_search,
}
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
            found += _finder(topic)(experiment)
        elif evidence.get(topic.name) is not None:
            found += _finder(topic)(experiment, evidence[topic.name])
    return found


def _finder(topic: Topic) -> Callable[..., list[Finding]]:
    assert topic.finds is not None
    if topic.name in LONE_FINDERS:
        return LONE_FINDERS[topic.name]
    finder: Callable[..., list[Finding]] = import_module(topic.finds.module).find
    return finder
