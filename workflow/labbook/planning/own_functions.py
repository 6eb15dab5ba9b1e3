"""Functions of one's own in a plan: their code is read, and what is known of it is heeded."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib import metadata
from typing import Any

from labbook.artifacts.metrics_table import COLUMNS
from labbook.artifacts.spec import OwnNetwork, Spec
from labbook.canonical_json import canonical_json
from labbook.config.model import Lab
from labbook.config.named_files import check_lies_beside
from labbook.config.settings import OwnFunction, unknown_word
from labbook.errors import LabbookError
from labbook.own_code import read_own_code
from labbook.text.names import setting_name
from labbook.versions import ENGINES

# The ways of training (training/ways.py) that are Keras's own.
BY_KERAS = ("fit", "eager")
# Until it has been tried.
UNKNOWN: dict[str, Any] = {
    "fault": None,
    "way": "compiled",
    "repeats": True,
    "draws": True,
    "layers": [],
    "activation": None,
}


class OwnFunctions:
    """What is known of functions of one's own, by question; `open`: what is still to be asked."""

    def __init__(self, answers: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self.answers = dict(answers or {})
        self.open: dict[str, dict[str, Any]] = {}
        # Once for a plan, which may have thousands of configurations.
        self._read: dict[tuple[str, str], dict[str, Any]] = {}

    def resolved(
        self,
        spec: Spec,
        settings: Mapping[str, Any],
        image_shape: tuple[int, ...],
        where: str,
        may_vary: bool,
    ) -> Spec:
        """`spec` with the network that `settings` name; `where`: the path of their experiment.

        Raises LabbookError for what is wrong with it, as far as that is known; `may_vary`: not for
        a network that no second training gives again.
        """
        if spec.model != "own":
            return spec
        asked: OwnFunction = settings["model"]
        key = f"{where}.model"
        own = {**self.read(asked, key), "arguments": settings.get("arguments", {})}
        question = {"own": own, "image_shape": list(image_shape), "outputs": spec.output.units}
        answer = self._answer(question)
        if answer["fault"] is not None:
            raise LabbookError(f"{key}: {answer['fault']}.")
        _check_activation(answer["activation"], spec, asked, key)
        if not answer["draws"] and len(settings["seeds"]) > 1:
            raise LabbookError(
                f"{key}: {asked.function} in {asked.file} begins with the same weights for every "
                "seed, so its runs would tell nothing of how much hangs on them; let Keras draw "
                "them by the seed that Labbook sets (no set_random_seed, no seed of an "
                "initializer), or give a single seed."
            )
        if not answer["repeats"] and not may_vary:
            raise LabbookError(
                f"{key}: two trainings of {asked.function} in {asked.file} with one seed end with "
                "different weights, so nobody could check its numbers; let it draw nothing but "
                "through Keras, or set allow_unrepeatable: true, and the report will say so."
            )
        if answer["way"] in BY_KERAS:
            for name in ("l1", "l2", "label_smoothing", "class_weight"):
                if getattr(spec, name):
                    raise LabbookError(
                        f"{where}.{name} is set, but {asked.function} in {asked.file} has to be "
                        "trained by model.fit, which knows the loss alone; leave it out."
                    )
        found = {name: answer[name] for name in ("layers", "way", "repeats")}
        return replace(spec, own=OwnNetwork(**own, **found))

    def read(self, asked: OwnFunction, key: str) -> dict[str, Any]:
        """`file`, `function`, `code` and `libraries` of a function, as an OwnNetwork has them.

        Raises LabbookError, which names the `key`, for what is no such function.
        """
        place = (asked.file, asked.function)
        if place not in self._read:
            check_lies_beside(asked.file, f"{key}.file")
            try:
                code = read_own_code(asked.file)
            except LabbookError as error:
                raise LabbookError(f"{key}: {error}") from None
            if code.lacks(asked.function):
                raise LabbookError(
                    f'{key}.function is "{asked.function}", which {asked.file} does not define; '
                    f"{unknown_word(asked.function, code.functions)}"
                )
            self._read[place] = {
                "file": asked.file,
                "function": asked.function,
                "code": code.hashes,
                "libraries": _versions(code.libraries),
            }
        return self._read[place]

    def metrics(self, lab: Lab, outputs: Iterable[int], where: str) -> dict[str, dict[str, Any]]:
        """The metrics of a lab by name: what `read` says of each, and its title.

        `outputs`: how many the networks have. Raises LabbookError as `resolved` does.
        """
        found = {}
        for name, asked in lab.metrics.items():
            key = f"{where}.metrics.{name}"
            if name in COLUMNS:
                raise LabbookError(f"{key} is a column of ours; give it another name.")
            metric = self.read(asked, key)
            for n in sorted(set(outputs)):
                answer = self._answer({"metric": metric, "outputs": n})
                if answer["fault"] is not None:
                    raise LabbookError(f"{key}: {answer['fault']}.")
            found[name] = {**metric, "title": asked.title or setting_name(name)}
        return found

    def _answer(self, question: dict[str, Any]) -> Mapping[str, Any]:
        text = canonical_json(question)
        if text not in self.answers:
            self.open[text] = question
            return UNKNOWN
        return self.answers[text]


def _check_activation(found: str | None, spec: Spec, asked: OwnFunction, key: str) -> None:
    wanted = spec.output.activation
    if found is not None and found != wanted:
        raise LabbookError(
            f"{key}: the last layer of {asked.function} in {asked.file} has the activation "
            f"{found}, not {wanted}; give it {wanted}, or set output_activation to {found}."
        )


def _versions(libraries: set[str]) -> dict[str, str]:
    """Of installed libraries but those that are in every key, by the names of their modules."""
    versions = {}
    for name in sorted(libraries - set(ENGINES["keras"])):
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            for distribution in metadata.packages_distributions().get(name, ()):
                versions[name] = metadata.version(distribution)
    return versions
