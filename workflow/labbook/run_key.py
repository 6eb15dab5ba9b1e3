"""The key of a run: a hash of all that determines what a training leaves."""

import hashlib
from dataclasses import asdict, dataclass
from functools import cached_property

from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.artifacts.spec import Spec
from labbook.canonical_json import canonical_json
from labbook.errors import LabbookError
from labbook.fingerprint import code_hashes
from labbook.versions import KERAS_ENGINE, installed_versions

KEY_DIGITS = 12

# What trains a run, and, where a search chooses its settings, what chooses them.
TRAINING = ("labbook.commands.train_keras",)
CHOICE_AND_TRAINING = ("labbook.commands.train_chosen", "labbook.commands.choose")


@dataclass(frozen=True)
class Circumstances:
    """What determines a run beside its spec.

    `dataset`: SHA-256 of the data's content; `code`: hash by module of what trains it; `versions`:
    by library that computes.
    """

    dataset: str
    code: dict[str, str]
    versions: dict[str, str]

    def key(self, spec: Spec | ChosenSpec) -> str:
        """The key of the run that is asked for by `spec` in these circumstances."""
        digest = self._begun.copy()
        digest.update(canonical_json(spec.to_dict()).encode())
        return digest.hexdigest()[:KEY_DIGITS]

    def check(self, spec: Spec | ChosenSpec, key: str) -> None:
        """For a job that makes the run with `key`; raises LabbookError if it would make another."""
        if self.key(spec) != key:
            raise LabbookError(
                "The code that trains, or a library, has changed since the build began; build "
                "again."
            )

    @cached_property
    def _begun(self) -> "hashlib._Hash":
        """The same for all runs of a model: hashed once."""
        return hashlib.sha256(canonical_json(asdict(self)).encode())


def circumstances(
    model: str, dataset_sha256: str, commands: tuple[str, ...] = TRAINING
) -> Circumstances:
    """As they are now, for the architecture in `models/<model>.py`."""
    return Circumstances(
        dataset=dataset_sha256,
        # The command imports the model by the name in the spec, so no import names it.
        code=code_hashes(*commands, f"labbook.models.{model}"),
        versions=installed_versions(KERAS_ENGINE),
    )


def commands_for(spec: Spec | ChosenSpec) -> tuple[str, ...]:
    """The commands that make the run which is asked for by `spec`."""
    return CHOICE_AND_TRAINING if isinstance(spec, ChosenSpec) else TRAINING
