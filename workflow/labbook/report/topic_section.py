"""The sections that topics add to a report, as templates see them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from markupsafe import Markup

from labbook.artifacts.figure_index import read_figure_index
from labbook.artifacts.findings import Finding
from labbook.artifacts.lab_plan import ExperimentWords
from labbook.artifacts.summary import Summary
from labbook.report.drawing import inline_drawing, read_drawing


@dataclass(frozen=True)
class Figure:
    """One figure; `svg` is its drawing, `path` the file of that."""

    kind: str
    title: str
    caption: str
    alt: str
    svg: str
    path: Path

    def drawing(self, number: str) -> Markup:
        """The drawing as the page shows it, under this number."""
        return inline_drawing(self.svg, f"f{number}-", self.alt)


@dataclass(frozen=True, kw_only=True)
class TopicSection:
    """The base class of the objects that a topic's function `section` returns.

    `template`: a template with a macro `section`, which the supplement shows. `in_report`: of a
    whole lab, whether it has a macro `answer` too, which the report shows before its conclusion.
    `style`: a style sheet that the page needs for it. `labels` and `run_keys`: the labels and the
    keys of the runs, by name, of configurations that are not in the plan, such as trials.
    `discussion`: maps the heading of a paragraph to the kinds of findings that it tells.
    """

    template: ClassVar[str | None] = None
    in_report: ClassVar[bool] = False
    style: ClassVar[str | None] = None
    discussion: ClassVar[Mapping[str, Sequence[str]]] = MappingProxyType({})

    figures: Mapping[str, Figure] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    run_keys: Mapping[str, set[str]] = field(default_factory=dict)


class Topics:
    """The sections by topic: `experiment.topics.gradients` is None without such a section."""

    def __init__(self, sections: Mapping[str, TopicSection]) -> None:
        self._sections = sections

    def __getattr__(self, topic: str) -> TopicSection | None:
        if topic.startswith("_"):
            raise AttributeError(topic)
        return self._sections.get(topic)

    def __iter__(self) -> Iterator[TopicSection]:
        return iter(self._sections.values())


@dataclass(frozen=True)
class SectionContext:
    """What a section may need in addition to its files.

    `planned`: what the plan says about the experiment. `summary` and `findings` are those of the
    experiment, with origins. For a section of a whole lab, they are None and empty.
    """

    planned: ExperimentWords | None = None
    summary: Summary | None = None
    findings: Sequence[Finding] = ()


def read_figures(index: Path) -> dict[str, Figure]:
    """The figures that an index names, with their drawings, by kind.

    Raises LabbookError for an index or a drawing that cannot be read.
    """
    return {
        entry.kind: Figure(
            entry.kind,
            entry.title,
            entry.caption,
            entry.alt,
            read_drawing(index.parent / entry.file),
            index.parent / entry.file,
        )
        for entry in read_figure_index(index)
    }
