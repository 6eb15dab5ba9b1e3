"""The key of a run: a hash of all that determines what a training leaves."""

import hashlib
from dataclasses import asdict, dataclass
from functools import cached_property

from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.artifacts.spec import Spec
from labbook.canonical_json import canonical_json
from labbook.errors import LabbookError
from labbook.fingerprint import code_hashes
from labbook.versions import ENGINES, installed_versions

KEY_DIGITS = 12

# Where a search chooses a run's settings, what chooses them, and what trains.
CHOICE_AND_TRAINING = ("labbook.commands.train_chosen", "labbook.jobs.choose")


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


def circumstances(spec: Spec | ChosenSpec, dataset_sha256: str) -> Circumstances:
    """As they are now, for runs of the engine and the model of `spec`."""
    return Circumstances(
        dataset=dataset_sha256,
        code=code_hashes(*_modules(spec)),
        versions=installed_versions(ENGINES[spec.engine]),
    )


def _modules(spec: Spec | ChosenSpec) -> tuple[str, ...]:
    """Those that make the run, with all that they import."""
    # A command imports a Keras model by the name in the spec, so no import names it.
    model = f"labbook.models.{spec.model}"
    if isinstance(spec, ChosenSpec):
        return (*CHOICE_AND_TRAINING, model)
    command = f"labbook.commands.{training_command(spec)}"
    return (command, model) if spec.engine == "keras" else (command,)


def training_command(spec: Spec | ChosenSpec) -> str:
    """The command that leaves the run's directory."""
    return "train_chosen" if isinstance(spec, ChosenSpec) else f"train_{spec.engine}"
