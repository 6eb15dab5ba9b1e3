"""Figures whose SVG files are embedded in the document as `data:` URIs."""

import base64
from dataclasses import dataclass
from pathlib import Path

from labbook.errors import LabbookError

# Figures name the first family. The document declares the same font under the second, private name,
# so that a font installed on the machine under the usual name cannot replace it.
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
    """The SVG with the document's font family; raises LabbookError if it cannot be read."""
    try:
        svg = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LabbookError(f"The figure {path} cannot be read: {error}.") from None
    renamed = svg.replace(f"'{FIGURE_FAMILY}'", f"'{DOCUMENT_FAMILY}'")
    return f"data:image/svg+xml;base64,{base64.b64encode(renamed.encode()).decode()}"


def svg_text(data_uri: str) -> str:
    """The SVG inside a URI made by `svg_data_uri`."""
    return base64.b64decode(data_uri.partition(",")[2]).decode()
