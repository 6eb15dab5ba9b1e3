"""A search and its trials, as a report shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.provenance import Provenance, read_provenance
from labbook.artifacts.search import Search, read_search
from labbook.report.topic_section import SectionContext, TopicSection
from labbook.topics.search.search_space import Axis, space_axes
from labbook.topics.search.trial_rows import TrialRow, trial_rows


@dataclass(frozen=True)
class SearchSection(TopicSection):
    """`space` has a column for each of its axes; `rows` are the trials, the best first."""

    search: Search
    space: Sequence[Axis]
    rows: Sequence[TrialRow]


def section(context: SectionContext, *, search: Path) -> SearchSection:
    """Read the choice and the trials' provenance; raises LabbookError where one is broken."""
    found = read_search(search)
    rows = trial_rows(found, _provenance(found))
    return SearchSection(
        found,
        space_axes(found),
        rows,
        labels={row.trial.name: row.trial.label for row in rows},
        run_keys={row.trial.name: {run.key for run in row.runs} for row in rows},
    )


def _provenance(search: Search) -> dict[str, Provenance]:
    """By run directory, of the trials that have left something."""
    runs = [run for trial in search.trials for run in trial.runs]
    return {run.directory: read_provenance(Path(run.directory)) for run in runs if not run.failure}
