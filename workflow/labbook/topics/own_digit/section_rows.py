"""What the networks of a lab answer to a photographed digit, as a report's table shows it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from labbook.report.measured import measured, origin_link
from labbook.report.numbers import MISSING, and_list, integer, percent
from labbook.report.origin import Origin, Runs
from labbook.report.topic_section import Figure, TopicSection
from labbook.topics.own_digit.answers_file import NetworkAnswers, OwnDigit


@dataclass(frozen=True)
class AnswerRow:
    """A configuration: its answers with the number of runs of each, how many of its runs are
    right, and the mean probability of the right answer or, where that is not known, of the
    commonest.
    """

    experiment: str
    configuration: str
    answers: Markup
    right: Markup
    probability: Markup


@dataclass(frozen=True)
class OwnDigitResults(TopicSection):
    """`digit`: what was written, in words, None if nobody said; `other_shapes`: those of the
    images that networks are shown beside MNIST's; `rows` by experiment.
    """

    style = "own_digit.css"

    digit: str | None
    width: int
    height: int
    is_dark: bool
    is_widened: bool
    is_sample: bool
    rows: Mapping[str, Sequence[AnswerRow]]
    shapes: Sequence[tuple[int, ...]]

    @property
    def other_shapes(self) -> list[tuple[int, ...]]:
        """Of images in channels, unlike MNIST's."""
        return [shape for shape in self.shapes if len(shape) > 2]


def own_digit_results(found: OwnDigit, figures: Mapping[str, Figure]) -> OwnDigitResults:
    """The rows, with numbers as links to where they come from."""
    experiments = dict.fromkeys(one.experiment for one in found.networks if one.runs)
    width, height = found.size
    return OwnDigitResults(
        digit=None if found.digit is None else str(found.digit),
        width=width,
        height=height,
        is_dark=found.is_dark,
        is_widened=found.is_widened,
        is_sample=found.is_sample,
        rows={
            name: [_row(one, found.digit) for one in found.of(name) if one.runs]
            for name in experiments
        },
        shapes=list(dict.fromkeys(one.image_shape for one in found.networks)),
        figures=figures,
    )


def _row(one: NetworkAnswers, digit: int | None) -> AnswerRow:
    whole = Origin.of(Runs(one.experiment, one.configuration))

    def link(text: str, number: float) -> Markup:
        return origin_link(text, measured(number, whole))

    counts = Counter(run.answer for run in one.runs).most_common()
    asked = counts[0][0] if digit is None else _right_answer(one, digit)
    probability = one.means.get(asked)
    return AnswerRow(
        experiment=one.experiment,
        configuration=one.configuration,
        answers=and_list(
            Markup("{} ({})").format(answer, link(integer(count), count))
            for answer, count in counts
        ),
        right=Markup("{} of {}").format(
            link(integer(one.n_right), one.n_right), link(integer(len(one.runs)), len(one.runs))
        ),
        probability=Markup(MISSING)
        if probability is None
        else link(percent(probability), probability),
    )


def _right_answer(one: NetworkAnswers, digit: int) -> str:
    if one.positive is None:
        return str(digit)
    return str(digit) if digit == one.positive else f"not {one.positive}"
