"""The appendix: every finding as a row, and the way from a row back to where the page tells it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from labbook.artifacts.findings import Finding
from labbook.metrics.best_configuration import N_NAMED
from labbook.report.context import Experiment, Report
from labbook.report.measured import first_use
from labbook.report.numbering import Places
from labbook.report.numbers import integer
from labbook.report.origin import (
    Origin,
    Runs,
    Statement,
    numbered_anchor,
    rest_anchor,
    statement_anchor,
)
from labbook.text.names import setting_name

# Words for the kinds of findings whose names would not read well.
_KIND_WORDS = {
    "beside_earlier": "beside earlier experiments",
    "best": "highest accuracy",
    "confidence": "sureness of answers",
    "confusion": "confusion of classes",
    "convergence": "end of training",
    "cost": "cost in time",
    "cut_off": "answers cut off",
    "difference": "the best beside another",
    "diverged": "diverged runs",
    "early_stopping": "early stopping",
    "feature_maps": "feature maps",
    "missing": "failed runs",
    "not_trained": "failure to train",
    "oscillation": "steadiness",
    "overfitting": "over-fitting",
    "notebook": "the notebook",
    "own_digit": "a digit of one’s own",
    "parity": "NumPy against Keras",
    "published": "published number",
    "published_order": "published order",
    "published_turn": "published epoch",
    "search": "choice by validation",
    "seed_spread": "spread over seeds",
    "separation": "separation of classes",
    "updates": "batch size and updates",
}


@dataclass(frozen=True)
class Link:
    """A text and the `id` that it links to."""

    text: str
    anchor: str


@dataclass(frozen=True)
class RestsOn:
    """A configuration behind a finding; `runs` is empty if all its runs count."""

    configuration: Link
    runs: tuple[Link, ...]


@dataclass(frozen=True)
class NumberedStatement:
    """A finding in the appendix.

    `anchor` is the `id` of its row, or of its number in a row of several. `back` is the `id` of the
    place that tells the finding, or None if the page does not tell it.
    """

    number: int
    anchor: str
    back: str | None
    kind: str
    finding: Finding

    @property
    def test(self) -> tuple[str | None, int | None]:
        """Its name and the number of seeds."""
        return self.finding.evidence.test, self.finding.evidence.n

    @property
    def is_in_a_table(self) -> bool:
        """Whether a table tells it beside others of its kind, with interval and p."""
        is_difference = self.finding.kind == "difference"
        return bool(is_difference and self.back and not self.finding.details["is_runner_up"])


@dataclass(frozen=True)
class AppendixRow:
    """A statement, or several that one table tells.

    `rests_on` is empty for several, and for one if all runs of the experiment count.
    """

    statements: tuple[NumberedStatement, ...]
    rests_on: tuple[RestsOn, ...]

    @property
    def verdicts(self) -> str:
        """Each once, in the order of the statements."""
        return ", ".join(dict.fromkeys(one.finding.verdict for one in self.statements))


def numbered_statements(
    report: Report, told: Mapping[str, str]
) -> dict[str, list[NumberedStatement]]:
    """Those of each experiment, numbered in the order in which the page tells the findings.

    `told` maps a finding's id to the `id` of the place that tells it, in the order of the page.
    """
    places = {finding: place for place, finding in enumerate(told)}
    rows: dict[str, list[NumberedStatement]] = {}
    number = 0
    for experiment in report.experiments:
        rows[experiment.name] = []
        for finding in sorted(
            experiment.listed, key=lambda stated: places.get(stated.id, len(places))
        ):
            number += 1
            rows[experiment.name].append(
                NumberedStatement(
                    number=number,
                    anchor=statement_anchor(finding.id),
                    back=told.get(finding.id),
                    kind=_KIND_WORDS.get(finding.kind, setting_name(finding.kind)),
                    finding=finding,
                )
            )
    return rows


def _rests_on(experiment: Experiment, finding: Finding) -> Iterator[RestsOn]:
    keys = set(finding.evidence.runs)
    trials = {
        key for topic in experiment.topics for found in topic.run_keys.values() for key in found
    }
    if trials & keys:
        anchor = numbered_anchor("table", f"{experiment.name}.trial_runs")
        yield RestsOn(Link("the trials", anchor), ())
    elif all(run.key in keys for configuration in experiment.planned for run in configuration.runs):
        return
    resting = [one for one in experiment.planned if any(run.key in keys for run in one.runs)]
    named = resting[:N_NAMED] if experiment.n_unlisted else resting
    for configuration in named:
        whole = Runs(experiment.name, configuration.known.name)
        runs = [run for run in configuration.runs if run.key in keys]
        links = [Link(str(run.seed), whole._replace(seed=run.seed).anchor) for run in runs]
        yield RestsOn(
            Link(configuration.known.label, whole.anchor),
            tuple(links) if len(runs) < len(configuration.runs) else (),
        )
    if left := len(resting) - len(named):
        yield RestsOn(Link(f"{integer(left)} more", rest_anchor("runs", experiment.name)), ())


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
        self._rows = numbered_statements(self._report, shown.findings)
        self._told: set[str] = set()
        self._placed: set[str] = set()

    def is_first_place(self, finding: Finding) -> bool:
        """Whether this pass asks for the finding's place for the first time."""
        is_first = finding.id not in self._placed
        self._placed.add(finding.id)
        return is_first

    def untold(self, findings: Sequence[Finding]) -> list[Finding]:
        """Those that this pass has not told yet; from now on they count as told."""
        new = [finding for finding in findings if finding.id not in self._told]
        self._told.update(finding.id for finding in new)
        return new

    def shows(self, anchor: str) -> bool:
        """Whether the page has an element with this `id`."""
        return anchor in self._shown.ids

    def rows(self, experiment: Experiment) -> list[AppendixRow]:
        """The rows of all statements about the experiment."""
        has_table = self.shows(numbered_anchor("table", f"{experiment.name}.differences"))
        rows = []
        for _, together in groupby(
            self._rows[experiment.name],
            lambda one: one.test if has_table and one.is_in_a_table else one.number,
        ):
            first, *others = together
            rests_on = [] if others else _rests_on(experiment, first.finding)
            rows.append(AppendixRow((first, *others), tuple(rests_on)))
        return rows

    def resting_on(self, experiment: Experiment, configuration: str) -> list[NumberedStatement]:
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
            numbers = [
                row.number
                for rows in self._rows.values()
                for row in rows
                if row.finding.id == part.finding
            ]
            return f"statement {numbers[0]}" if numbers else "a statement of findings.json"
        experiment = self._report.experiment(part.experiment)
        assert experiment is not None
        words = f"{experiment.title}: {experiment.label(part.configuration)}"
        return words if part.seed is None else f"{words}, seed {part.seed}"
