"""Each object of a PDF in the bytes that it is written in.

pydyf 0.13 makes these bytes twice, and so compresses each stream twice: to work out the file's
identifier, which PDF/A demands, and to write the file. That was nearly a tenth of typesetting.
"""

from typing import Any

import pydyf


class _Made(pydyf.Object):  # type: ignore[misc]
    """An object whose bytes are made."""

    def __init__(self, item: Any) -> None:
        super().__init__()
        self.number, self.generation = item.number, item.generation
        self._data, self._compressible = item.data, item.compressible

    @property
    def data(self) -> bytes:
        return self._data  # type: ignore[no-any-return]

    @property
    def compressible(self) -> bool:
        return self._compressible  # type: ignore[no-any-return]


def make_bytes(pdf: Any) -> None:
    """The last thing that a finisher of `weasyprint.HTML.write_pdf` does: nothing changes later."""
    pdf.objects[:] = [item if item.free == "f" else _Made(item) for item in pdf.objects]
