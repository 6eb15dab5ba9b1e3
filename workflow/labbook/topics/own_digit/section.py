"""What networks answer to one's own digit, as a report shows it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from labbook.report.measured import measured, origin_link
from labbook.report.numbers import MISSING, and_list, integer, percent
from labbook.report.origin import Origin, Runs
from labbook.report.topic_section import SectionContext, TopicSection, read_figures
from labbook.topics.own_digit.own_digit_files import NetworkAnswers, OwnDigit, read_own_digit


@dataclass(frozen=True)
class AnswerRow:
    """A configuration: its answers with the number of runs of each, how many of its runs are
    right, and the mean probability of the right answer or, where that is not known, of the
    commonest.
    """

    configuration: str
    answers: Markup
    right: Markup
    probability: Markup


@dataclass(frozen=True)
class OwnDigitResults(TopicSection):
    """`rows` by experiment, of the networks that have an answer."""

    template = "own_digit/prose.html.j2"
    style = "own_digit/tables.css"
    in_report = True

    answers: OwnDigit
    rows: Mapping[str, Sequence[AnswerRow]]

    @property
    def other_shapes(self) -> list[tuple[int, ...]]:
        """Of the images with channels, unlike MNIST's, that networks are shown."""
        shapes = dict.fromkeys(network.image_shape for network in self.answers.networks)
        return [shape for shape in shapes if len(shape) > 2]


def section(context: SectionContext, *, answers: Path, figures: Path) -> OwnDigitResults:
    """Read both files; raises LabbookError for one that is missing or broken."""
    own_digit = read_own_digit(answers)
    rows: dict[str, list[AnswerRow]] = {}
    for network in own_digit.networks:
        if network.runs:
            rows.setdefault(network.experiment, []).append(_row(network, own_digit.digit))
    return OwnDigitResults(answers=own_digit, rows=rows, figures=read_figures(figures))


def _row(network: NetworkAnswers, digit: int | None) -> AnswerRow:
    """The numbers are links to the runs of the configuration."""
    whole = Origin.of(Runs(network.experiment, network.configuration))

    def link(text: str, number: float) -> Markup:
        return origin_link(text, measured(number, whole))

    def count(number: int) -> Markup:
        return link(integer(number), number)

    given = Counter(run.answer for run in network.runs).most_common()
    told = given[0][0] if digit is None else str(digit)
    if digit is not None and network.positive not in (None, digit):
        told = f"not {network.positive}"
    probability = network.means.get(told)
    return AnswerRow(
        configuration=network.configuration,
        answers=and_list(Markup("{} ({})").format(answer, count(n)) for answer, n in given),
        right=Markup("{} of {}").format(count(network.n_right), count(len(network.runs))),
        probability=Markup(MISSING)
        if probability is None
        else link(percent(probability), probability),
    )
