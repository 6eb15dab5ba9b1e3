"""Networks of one's own in a plan: their code is read, and what is known of it is heeded."""

from collections.abc import Mapping
from dataclasses import replace
from importlib import metadata
from typing import Any

from labbook.artifacts.spec import OwnNetwork, Spec
from labbook.canonical_json import canonical_json
from labbook.config.named_files import check_lies_beside
from labbook.config.settings import OwnFunction, unknown_word
from labbook.errors import LabbookError
from labbook.own_code import OwnCode, read_own_code
from labbook.versions import ENGINES

# Until a network has been tried.
UNKNOWN = {"fault": None, "way": "compiled", "repeats": True, "layers": [], "activation": None}


class OwnNetworks:
    """What is known of networks of one's own, by question; `open`: what is still to be asked."""

    def __init__(self, answers: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self.answers = dict(answers or {})
        self.open: dict[str, dict[str, Any]] = {}
        self._read: dict[str, OwnCode] = {}

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
        check_lies_beside(asked.file, f"{key}.file")
        try:
            code = self._code(asked.file)
        except LabbookError as error:
            raise LabbookError(f"{key}: {error}") from None
        if code.lacks(asked.function):
            raise LabbookError(
                f'{key}.function is "{asked.function}", which {asked.file} does not define; '
                f"{unknown_word(asked.function, code.functions)}"
            )
        own = {
            "file": asked.file,
            "function": asked.function,
            "arguments": settings.get("arguments", {}),
            "code": code.hashes,
            "libraries": _versions(code.libraries),
        }
        question = {"own": own, "image_shape": list(image_shape), "outputs": spec.output.units}
        answer = self._answer(question)
        if answer["fault"] is not None:
            raise LabbookError(f"{key}: {answer['fault']}.")
        _check_activation(answer["activation"], spec, asked, key)
        if not answer["repeats"] and not may_vary:
            raise LabbookError(
                f"{key}: two trainings of {asked.function} in {asked.file} with one seed end with "
                "different weights, so nobody could check its numbers; let it draw nothing but "
                "through Keras, or set allow_unrepeatable: true, and the report will say so."
            )
        found = {name: answer[name] for name in ("layers", "way", "repeats")}
        return replace(spec, own=OwnNetwork(**own, **found))

    def _code(self, file: str) -> OwnCode:
        if file not in self._read:
            self._read[file] = read_own_code(file)
        return self._read[file]

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
