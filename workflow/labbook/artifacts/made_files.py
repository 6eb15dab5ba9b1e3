"""results/plans/hand_in/<lab>.json: what the stages of a lab leave, as far as the hand-in cares."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from labbook.artifacts.json_file import json_text, read_json
from labbook.errors import LabbookError


@dataclass(frozen=True)
class MadeFiles:
    """`receipts`: paths of the receipts of all stages of the lab; `handed_in`: files of the
    archive, from the path in it to the path of the file.
    """

    receipts: Sequence[str]
    handed_in: Mapping[str, str]


def made_files_text(made: MadeFiles) -> str:
    return json_text(asdict(made))


def read_made_files(path: Path) -> MadeFiles:
    """Read them; raises LabbookError naming the file if it is missing or broken."""
    try:
        return MadeFiles(**read_json(path))
    except TypeError as error:
        raise LabbookError(f"{path} is no list of made files ({error}); build again.") from None
