"""The layers of an experiment's networks of one's own, as a report shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from labbook.report.numbers import MISSING, integer
from labbook.report.settings import own_text, trained_by
from labbook.report.topic_section import SectionContext, TopicSection


@dataclass(frozen=True)
class Layer:
    name: str
    kind: str
    shape: str
    parameters: str


@dataclass(frozen=True)
class Built:
    """A network that several configurations, with these labels, may have.

    `total`: its parameters; `code`: the files that it comes from.
    """

    labels: tuple[str, ...]
    network: str
    trained_by: str
    repeats: bool
    layers: Sequence[Layer]
    total: str
    code: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OwnNetworks(TopicSection):
    template = "own_network/prose.html.j2"

    built: Sequence[Built]

    @property
    def unrepeatable(self) -> list[str]:
        """The labels of configurations whose numbers will not come again."""
        return [label for one in self.built if not one.repeats for label in one.labels]


def section(context: SectionContext) -> OwnNetworks | None:
    """None for an experiment with none but our own kinds of network."""
    assert context.summary is not None
    found: dict[str, Built] = {}
    for planned in context.summary.planned:
        settings = planned.known.settings
        if settings.own is None:
            continue
        words = own_text(settings)
        before = found[words].labels if words in found else ()
        found[words] = Built(
            labels=(*before, planned.known.label),
            network=words,
            trained_by=trained_by(settings),
            repeats=settings.own.repeats,
            layers=list(map(_layer, settings.own.layers)),
            total=integer(sum(layer[3] for layer in settings.own.layers)),
            code=tuple(settings.own.code),
        )
    return OwnNetworks(built=list(found.values())) if found else None


def _layer(row: Sequence[Any]) -> Layer:
    name, kind, shape, parameters = row
    sides = [MISSING if side is None else str(side) for side in shape or ()]
    return Layer(name, kind, " × ".join(sides) or MISSING, integer(parameters))
