"""A figure with its SVG file as a `data:` URI, which the document carries inside itself."""

import base64
from dataclasses import dataclass
from pathlib import Path

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
