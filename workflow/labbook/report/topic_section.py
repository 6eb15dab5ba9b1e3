"""What a topic adds to a report, as templates see it."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from labbook.artifacts.figure_index import read_figure_index
from labbook.artifacts.findings import Finding
from labbook.artifacts.lab_plan import ExperimentWords
from labbook.artifacts.summary import Summary
from labbook.errors import LabbookError

# The family name in the figures, and the private one under which the document declares the same
# font: a font installed on the machine under the usual name can then not take its place.
FIGURE_FAMILY = "Source Sans 3"
DOCUMENT_FAMILY = "Source Sans 3 Report"


@dataclass(frozen=True)
class Figure:
    """One figure; `source` is a `data:` URI."""

    kind: str
    title: str
    caption: str
    alt: str
    source: str


def svg_data_uri(path: Path) -> str:
    """The SVG with the document's font family; raises LabbookError if the file is not there."""
    try:
        svg = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LabbookError(f"The figure {path} cannot be read: {error}.") from None
    renamed = svg.replace(f"'{FIGURE_FAMILY}'", f"'{DOCUMENT_FAMILY}'")
    return f"data:image/svg+xml;base64,{base64.b64encode(renamed.encode()).decode()}"


def svg_text(data_uri: str) -> str:
    """The SVG inside a URI made by `svg_data_uri`."""
    return base64.b64decode(data_uri.partition(",")[2]).decode()


@dataclass(frozen=True, kw_only=True)
class TopicSection:
    """The base of what `section` of a topic returns.

    `template`: a template with a macro `section`, which is shown after an experiment's results;
    `style`: a style sheet that the page then has. `labels` and `run_keys`: by name, of
    configurations that are not in the plan, such as trials, what they are called and the keys of
    their runs. `discussion`: kinds of findings that get a paragraph of their own, by its heading.
    """

    template: ClassVar[str | None] = None
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
    """What a section may need beside its files.

    `planned`: what the plan says of the experiment; `summary` and `findings` are those of the
    experiment, with origins. Of a lab they are None and empty.
    """

    planned: ExperimentWords | None = None
    summary: Summary | None = None
    findings: Sequence[Finding] = ()


def read_figures(index: Path) -> dict[str, Figure]:
    """By kind, the figures that an index names, with their drawings.

    Raises LabbookError for an index or a drawing that cannot be read.
    """
    return {
        figure.kind: Figure(
            figure.kind,
            figure.title,
            figure.caption,
            figure.alt,
            svg_data_uri(index.parent / figure.file),
        )
        for figure in read_figure_index(index)
    }
