"""Files as an address on the net serves them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ServedFile:
    """`sha256` and `size` (bytes) of the file as it is served."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class ServedFiles:
    """All files of a dataset called `title`; `otherwise` is what a user without a net can do."""

    title: str
    files: Sequence[ServedFile]
    otherwise: str
