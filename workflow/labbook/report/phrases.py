"""The phrase of each kind of finding: a macro in the topics' `prose.html.j2`."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from jinja2 import Environment
from markupsafe import Markup

from labbook.artifacts.findings import Finding
from labbook.errors import LabbookError

PROSE = "prose.html.j2"


class Phrases:
    """Findings in words, by the macros `tell_<kind>` and `together_<kind>` of an environment.

    One in the project's own `templates/prose.html.j2` takes the place of a topic's.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def tell(self, finding: Finding | Mapping[str, object], label: Callable[[str], str]) -> Markup:
        """The sentences of one finding; `label` has the words for a configuration's name.

        Raises LabbookError for a kind without a phrase.
        """
        return self._macro(f"tell_{self._kind(finding)}")(finding, label)

    def tell_together(self, findings: Sequence[Finding], label: Callable[[str], str]) -> Markup:
        """One sentence for several findings of the kind of the first; raises as `tell` does."""
        return self._macro(f"together_{self._kind(findings[0])}")(findings, label)

    def _kind(self, finding: Finding | Mapping[str, object]) -> object:
        return self._environment.getattr(finding, "kind")

    def _macro(self, name: str) -> Callable[..., Markup]:
        if name not in self._macros:
            raise LabbookError(f"The report needs a macro {name} in {PROSE} of a topic.")
        return self._macros[name]

    @cached_property
    def _macros(self) -> dict[str, Callable[..., Markup]]:
        files = self._environment.list_templates(
            filter_func=lambda name: name.rpartition("/")[2] == PROSE
        )
        own_last = sorted(files, key=lambda name: name == PROSE)
        return {
            name: macro
            for file in own_last
            for name, macro in vars(self._environment.get_template(file).module).items()
            if name.startswith(("tell_", "together_"))
        }
