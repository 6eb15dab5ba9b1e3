"""Whether the directory of a run is there, whole, and as its training left it."""

import os
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.json_file import read_json
from labbook.artifacts.provenance import FILE_NAME as PROVENANCE
from labbook.artifacts.seal import BROKEN_SEAL, SEALED, read_seal
from labbook.artifacts.seal import FILE_NAME as SEAL
from labbook.errors import LabbookError
from labbook.freshness.digests import Digests

# What every run leaves.
RUN_FILES = (
    "evaluation.json",
    "history.csv",
    "predictions.npz",
    "spec.json",
    "weights.npz",
    *SEALED,
)
# What a run leaves only if its spec asks for it. Its provenance says whether it has.
FURTHER_FILES = ("gradients.npz",)


@dataclass(frozen=True)
class RunState:
    """`there`: training has left files here. `missing` and `altered`: names of files."""

    there: bool
    missing: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return self.there and not self.missing and not self.altered


def look_at_run(directory: str, key: str, digests: Digests) -> RunState:
    """Compare the files of a run with the checksums that its training left."""
    present = _files(directory)
    if not present:
        return RunState(there=False)
    if BROKEN_SEAL in present:
        present.add(SEAL)
    missing = tuple(sorted({*RUN_FILES, SEAL} - present))
    if missing:
        return RunState(True, missing=missing)
    try:
        sealed = read_seal(Path(directory))
    except (LabbookError, OSError, KeyError, TypeError):
        return RunState(True, altered=(SEAL,))
    try:
        provenance = read_json(Path(directory, PROVENANCE))
        expected = {**provenance["files"], **sealed}
        further = [name for name in FURTHER_FILES if name in expected]
        is_of_key = provenance["key"] == key
    except (LabbookError, OSError, KeyError, TypeError):
        return RunState(True, altered=(PROVENANCE,))
    missing = tuple(sorted({*further} - present))
    if missing:
        return RunState(True, missing=missing)
    names = (*RUN_FILES, *further)
    altered = {
        name for name in names if digests.sha256(f"{directory}/{name}") != expected.get(name)
    }
    return RunState(True, altered=tuple(sorted(altered or ([] if is_of_key else [PROVENANCE]))))


def settle_seal(directory: str, state: RunState) -> None:
    """Put the seal in place if the run is whole, and take it away if not; Snakemake goes by it.

    The seal is renamed, not deleted. So a run is whole again when its lost file is put back.
    """
    seal, broken = os.path.join(directory, SEAL), os.path.join(directory, BROKEN_SEAL)
    if state.whole and not os.path.exists(seal):
        os.replace(broken, seal)
    elif state.there and not state.whole and os.path.exists(seal):
        os.replace(seal, broken)


def _files(directory: str) -> set[str]:
    try:
        return set(os.listdir(directory))
    except OSError:
        return set()
