"""The answers of one configuration class by class, as a report's tables show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from labbook.artifacts.class_words import several
from labbook.artifacts.summary import Statistic
from labbook.report.columns import Unit, stat_column
from labbook.report.measured import measured, origin_link
from labbook.report.numbers import MISSING, integer, percent
from labbook.report.origin import Origin, Runs
from labbook.report.topic_section import SectionContext, TopicSection, read_figures
from labbook.topics.classes.class_evaluation import ClassEvaluation, read_class_evaluation

MOST_PAIRS = 6
_UNITS: Mapping[str, Unit] = {
    "precision": "percent",
    "recall": "percent",
    "f1": "percent",
    "auc": "area",
}


@dataclass(frozen=True)
class ScoreRow:
    """A class, or with a name of None the mean over them; `cells` are its SCORE_NAMES."""

    name: str | None
    images: str
    cells: tuple[Markup, ...]


@dataclass(frozen=True)
class PairRow:
    """A class taken for another: how often in a run, and its share of all errors, in percent."""

    label: str
    answer: str
    count: Markup
    share: Markup


@dataclass(frozen=True)
class ClassResults(TopicSection):
    """The tables of an evaluation; their numbers link to the runs of the configuration.

    `undefined`: some score of a class is not defined in any run; `in_some_runs`: some score is
    defined in one run and not in another. `pairs` are the first MOST_PAIRS of the evaluation's.
    """

    template = "classes/prose.html.j2"
    style = "classes/tables.css"

    evaluation: ClassEvaluation
    scores: Sequence[ScoreRow]
    undefined: bool
    in_some_runs: bool
    pairs: Sequence[PairRow]

    @property
    def n_runs(self) -> int:
        return len(self.evaluation.runs)

    @property
    def words(self) -> str:
        """What several classes are called."""
        return several(self.evaluation.noun)


def section(context: SectionContext, *, classes: Path, figures: Path) -> ClassResults:
    """Read both files; raises LabbookError for one that is missing or broken."""
    evaluation = read_class_evaluation(classes)
    whole = Origin.of(Runs(evaluation.experiment, evaluation.configuration))
    counts = [score.n for scores in evaluation.scores.values() for score in scores]
    return ClassResults(
        evaluation=evaluation,
        scores=_score_rows(evaluation, whole) if evaluation.runs else [],
        undefined=0 in counts,
        in_some_runs=any(0 < count < len(evaluation.runs) for count in counts),
        pairs=_pair_rows(evaluation, whole),
        figures=read_figures(figures),
    )


def _score_rows(evaluation: ClassEvaluation, whole: Origin) -> list[ScoreRow]:
    """A row for each class, and below them the mean over the classes.

    How many images a class has is of the data, and leads nowhere.
    """
    columns = [
        _column([*evaluation.scores[name], evaluation.macro[name]], unit, whole)
        for name, unit in _UNITS.items()
    ]
    names: list[str | None] = [*evaluation.classes, None]
    images = map(integer, [*evaluation.support, sum(evaluation.support)])
    return list(map(ScoreRow, names, images, zip(*columns, strict=True)))


def _column(statistics: Sequence[Statistic], unit: Unit, whole: Origin) -> list[Markup]:
    """Aligned; a dash for what is not defined."""
    linked = [replace(statistic, mean=measured(statistic.mean, whole)) for statistic in statistics]
    return [
        Markup(MISSING) if statistic.mean is None else cell
        for statistic, cell in zip(linked, stat_column(linked, unit), strict=True)
    ]


def _pair_rows(evaluation: ClassEvaluation, whole: Origin) -> list[PairRow]:
    n_errors = sum(pair.mean for pair in evaluation.pairs)
    decimals = 1 if len(evaluation.runs) > 1 else 0

    def link(text: str, number: float) -> Markup:
        return origin_link(text, measured(number, whole))

    return [
        PairRow(
            evaluation.classes[pair.label],
            evaluation.classes[pair.answer],
            link(f"{pair.mean:.{decimals}f}", pair.mean),
            # The sign stands in the table's head.
            link(percent(pair.mean / n_errors, 1).rstrip("\u202f%"), pair.mean / n_errors),
        )
        for pair in evaluation.pairs[:MOST_PAIRS]
    ]
