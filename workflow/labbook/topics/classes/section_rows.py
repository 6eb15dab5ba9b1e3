"""The answers of one configuration class by class, as a report's tables show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from labbook.artifacts.summary import Statistic
from labbook.report.columns import Unit, stat_column
from labbook.report.measured import origin_link
from labbook.report.numbers import MISSING, integer, percent
from labbook.report.topic_section import Figure, TopicSection
from labbook.topics.classes.class_evaluation import SCORE_NAMES, ClassEvaluation, ConfusedPair
from labbook.topics.classes.measured_evaluation import measured_evaluation

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
    """`configuration` is its name; `word` is what one class is called; `seed` that of the run in
    the figures, None without any run.

    `undefined`: some score of a class is not defined in any run; `in_some_runs`: some is in one run
    and is not in another. `n_pairs` counts those that the table leaves out, too.
    """

    template = "partials/classes.html.j2"
    style = "classes.css"

    configuration: str
    chosen_by: str
    word: str
    n_classes: int
    n_runs: int
    seed: int | None
    scores: Sequence[ScoreRow]
    undefined: bool
    in_some_runs: bool
    pairs: Sequence[PairRow]
    n_pairs: int

    @property
    def words(self) -> str:
        """What several classes are called."""
        return f"{self.word}es" if self.word.endswith("s") else f"{self.word}s"


def class_results(plain: ClassEvaluation, figures: Mapping[str, Figure]) -> ClassResults:
    """The tables of an evaluation, with its numbers as links to where they come from."""
    evaluation = measured_evaluation(plain)
    statistics = [one for name in SCORE_NAMES for one in evaluation.scores.get(name, ())]
    return ClassResults(
        configuration=evaluation.configuration,
        chosen_by=evaluation.chosen_by,
        word=evaluation.noun,
        n_classes=len(evaluation.classes),
        n_runs=len(evaluation.runs),
        seed=evaluation.shown.seed if evaluation.shown else None,
        scores=_score_rows(evaluation) if evaluation.runs else [],
        undefined=any(one.n == 0 for one in statistics),
        in_some_runs=any(0 < one.n < len(evaluation.runs) for one in statistics),
        pairs=_pair_rows(evaluation),
        n_pairs=len(evaluation.pairs),
        figures=figures,
    )


def _score_rows(evaluation: ClassEvaluation) -> list[ScoreRow]:
    """A row for each class, and below them the mean over the classes."""
    columns = [
        _column([*evaluation.scores[name], evaluation.macro[name]], _UNITS[name])
        for name in SCORE_NAMES
    ]
    names: list[str | None] = [*evaluation.classes, None]
    images = [*evaluation.support, sum(evaluation.support)]
    return [
        ScoreRow(name, integer(count), tuple(column[place] for column in columns))
        for place, (name, count) in enumerate(zip(names, images, strict=True))
    ]


def _column(statistics: Sequence[Statistic], unit: Unit) -> list[Markup]:
    """Aligned; a dash for what is not defined."""
    cells = stat_column(statistics, unit)
    return [
        Markup(MISSING) if one.mean is None else cell
        for one, cell in zip(statistics, cells, strict=True)
    ]


def _pair_rows(evaluation: ClassEvaluation) -> list[PairRow]:
    errors = sum(pair.mean for pair in evaluation.pairs)
    decimals = 1 if len(evaluation.runs) > 1 else 0
    return [
        PairRow(
            evaluation.classes[pair.label],
            evaluation.classes[pair.answer],
            origin_link(f"{pair.mean:.{decimals}f}", pair.mean),
            _share(pair, errors),
        )
        for pair in evaluation.pairs[:MOST_PAIRS]
    ]


def _share(pair: ConfusedPair, errors: float) -> Markup:
    """The sign stands in the table's head."""
    share = pair.mean / errors
    return origin_link(percent(share, 1).rstrip("\u202f%"), share)
