"""Which network a search has chosen."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from labbook.artifacts.search import Search, read_search
from labbook.findings.experiment import Experiment
from labbook.topics.search.trials_finding import find_search

FINDERS = (find_search,)


def read_evidence(
    experiments: Iterable[Experiment], *, searches: Mapping[str, Path]
) -> dict[str, Search]:
    """The choices, by experiment."""
    return {name: read_search(path) for name, path in searches.items()}
