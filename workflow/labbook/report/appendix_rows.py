"""The way from a row of the appendix back to where its numbers are printed.

A row can only lead to what the page shows, and that is known once the page has been rendered: the
first of the two passes that `Numbering` needs tells the second.
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
    """A number worked out from several rows: its own `id`, its first place, what it is from."""

    anchor: str
    back: str
    parts: tuple[Link, ...]


class Trail:
    """What the templates call as `trail`."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.start_pass(Places(), ())

    def start_pass(self, shown: Places, several: Sequence[Origin]) -> None:
        """Begin rendering anew, knowing what the pass before has shown.

        `several` are the origins of numbers that come from more than one row.
        """
        self._shown = shown
        self._several = several
        self._rows = statement_rows(self._report, shown.findings)

    def shows(self, anchor: str) -> bool:
        """Whether the page has an element with this `id`."""
        return anchor in self._shown.ids

    def statements(self, experiment: Experiment) -> list[StatementRow]:
        """What is stated about the experiment."""
        return self._rows[experiment.name]

    def resting_on(self, experiment: Experiment, configuration: str) -> list[StatementRow]:
        """The statements that the page tells and that rest on a run of the configuration."""
        keys = experiment.keys_of(configuration)
        return [
            row
            for row in self._rows[experiment.name]
            if row.back and keys.intersection(row.finding.evidence.runs)
        ]

    @property
    def computed(self) -> list[ComputedRow]:
        """The numbers that a template worked out from several rows."""
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
