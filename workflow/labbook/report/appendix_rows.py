"""The links from a row of the appendix back to the place that prints its numbers.

A row may only link to what the page shows, and this is known after the page has been rendered. The
report is rendered twice (see `Numbering`): the first pass finds the places, the second links them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from labbook.report.context import Experiment, Report
from labbook.report.link_targets import Places
from labbook.report.origin import Origin, Runs, Statement
from labbook.report.origin_links import first_use
from labbook.report.statement_rows import Link, StatementRow, statement_rows


@dataclass(frozen=True)
class ComputedRow:
    """A number that a template computed from several rows of the appendix.

    `anchor` is the `id` of this row, `back` the `id` where the page first shows the number, and
    `parts` link to the rows that it was computed from.
    """

    anchor: str
    back: str
    parts: tuple[Link, ...]


class Trail:
    """The object that templates know as `trail`."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.start_pass(Places(), ())

    def start_pass(self, shown: Places, several: Sequence[Origin]) -> None:
        """Start a new pass; `shown` has the places that the previous pass put on the page.

        `several` are the origins of numbers that come from more than one row.
        """
        self._shown = shown
        self._several = several
        self._rows = statement_rows(self._report, shown.findings)

    def shows(self, anchor: str) -> bool:
        """Whether the page has an element with this `id`."""
        return anchor in self._shown.ids

    def statements(self, experiment: Experiment) -> list[StatementRow]:
        """The rows of all statements about the experiment."""
        return self._rows[experiment.name]

    def resting_on(self, experiment: Experiment, configuration: str) -> list[StatementRow]:
        """The statements on the page that are based on a run of the configuration."""
        keys = experiment.keys_of(configuration)
        return [
            row
            for row in self._rows[experiment.name]
            if row.back and keys.intersection(row.finding.evidence.runs)
        ]

    @property
    def computed(self) -> list[ComputedRow]:
        """The numbers that templates computed from several rows, as far as the page shows them."""
        rows = []
        for origin in self._several:
            back = first_use(origin.anchor)
            if self.shows(back):
                parts = tuple(Link(self._words(part), part.anchor) for part in origin.ordered)
                rows.append(ComputedRow(origin.anchor, back, parts))
        return rows

    def _words(self, part: Runs | Statement) -> str:
        if isinstance(part, Statement):
            (number,) = [
                row.number
                for rows in self._rows.values()
                for row in rows
                if row.finding.id == part.finding
            ]
            return f"statement {number}"
        (experiment,) = [
            candidate for candidate in self._report.experiments if candidate.name == part.experiment
        ]
        words = f"{experiment.title}: {experiment.label(part.configuration)}"
        return words if part.seed is None else f"{words}, seed {part.seed}"
