"""Write numbers as links to the rows of the appendix that they come from."""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from labbook.report.measured import Measured, origin_of, plain
from labbook.report.origin import Origin

_OPENING = '<a class="origin" href="#{}">'


def origin_link(text: str, number: object) -> Markup:
    """The text as a link to the origin of the number or statistic; no link if it has none."""
    origin = origin_of(number)
    if origin is None:
        return Markup("{}").format(text)
    return Markup(_OPENING + "{}</a>").format(origin.anchor, text)


class OriginLinks:
    """The filters of one document; they collect the origins that consist of several rows."""

    def __init__(self) -> None:
        self._several: dict[str, Origin] = {}

    def filters(self, plain_filters: Mapping[str, Callable[..., object]]) -> dict[str, Any]:
        """The same filters, but they write a measured number as a link; and the filter `plain`."""
        return {name: self._linking(write) for name, write in plain_filters.items()} | {
            "plain": plain
        }

    def finalize(self, value: Any) -> Any:
        """Called for all that a template prints: measured numbers without a filter become links."""
        return self._link(str(value), value) if isinstance(value, Measured) else value

    def with_first_uses(self, document: str) -> str:
        """The document with an `id` at the first use of each number from several rows."""
        for anchor in self._several:
            opening = _OPENING.format(anchor)
            named = opening.replace(" href", f' id="{first_use(anchor)}" href')
            document = document.replace(opening, named, 1)
        return document

    @property
    def several(self) -> list[Origin]:
        """The origins that consist of several rows, in the order in which they first appeared."""
        return list(self._several.values())

    def _linking(self, write: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(write)
        def linking(value: object, *arguments: object, **options: object) -> object:
            text = write(plain(value), *arguments, **options)
            return text if origin_of(value) is None else self._link(escape(text), value)

        return linking

    def _link(self, text: str, value: object) -> Markup:
        origin = origin_of(value)
        if origin is not None and not origin.is_one:
            self._several[origin.anchor] = origin
        return origin_link(text, value)


def first_use(anchor: str) -> str:
    """The `id` of the first use of a number from several rows; `anchor` is its origin's."""
    return f"use-{anchor}"
