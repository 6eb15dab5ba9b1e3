"""The origin of a number: the runs or findings that it links to, and the `id`s of those rows."""

import hashlib
import re
from dataclasses import dataclass
from typing import NamedTuple


def _safe(name: str) -> str:
    """Replace every character of the name that a link would have to escape."""
    return re.sub(r"[^A-Za-z0-9_.-]", lambda found: f"-{ord(found[0]):x}-", name)


def configuration_anchor(experiment: str, configuration: str) -> str:
    """The `id` of the row in the appendix that lists the runs of a configuration."""
    return f"runs-{_safe(experiment)}-{_safe(configuration)}"


def run_anchor(experiment: str, configuration: str, seed: int) -> str:
    """The `id` of the row in the appendix that lists one run."""
    return f"run-{_safe(experiment)}-{_safe(configuration)}-{seed}"


def numbered_anchor(kind: str, name: str) -> str:
    """The `id` of a numbered table, figure or section."""
    return f"{kind}-{_safe(name)}"


def result_anchor(experiment: str, configuration: str) -> str:
    """The `id` of the row of a configuration in the table of results."""
    return f"result-{_safe(experiment)}-{_safe(configuration)}"


def finding_anchor(finding: str) -> str:
    """The `id` of the place where the text tells a finding."""
    return f"finding-{_safe(finding)}"


def statement_anchor(finding: str) -> str:
    """The `id` of the row in the appendix that lists the runs behind a finding."""
    return f"rests-{_safe(finding)}"


def rest_anchor(kind: str, experiment: str) -> str:
    """The `id` of the row for all `runs` or `statements` that the appendix does not list."""
    return f"rest-{kind}-{_safe(experiment)}"


class Runs(NamedTuple):
    """All runs of a configuration; with a seed, only the run that has this seed."""

    experiment: str
    configuration: str
    seed: int | None = None

    @property
    def anchor(self) -> str:
        if self.seed is None:
            return configuration_anchor(self.experiment, self.configuration)
        return run_anchor(self.experiment, self.configuration, self.seed)


class Statement(NamedTuple):
    """A finding by its id; the appendix lists the runs that it is based on."""

    finding: str

    @property
    def anchor(self) -> str:
        return statement_anchor(self.finding)


@dataclass(frozen=True)
class Origin:
    """Where a number comes from; a number computed from others has the parts of all of them."""

    parts: frozenset[Runs | Statement]

    @classmethod
    def of(cls, part: Runs | Statement) -> "Origin":
        return cls(frozenset({part}))

    def joined(self, other: "Origin") -> "Origin":
        """Both origins together; several runs of one configuration become the configuration."""
        parts = self.parts | other.parts
        seeds: dict[Runs, set[int | None]] = {}
        for part in parts:
            if isinstance(part, Runs):
                seeds.setdefault(part._replace(seed=None), set()).add(part.seed)
        whole = {configuration for configuration, its_seeds in seeds.items() if len(its_seeds) > 1}
        runs = {
            part for part in parts if isinstance(part, Runs) and part._replace(seed=None) in whole
        }
        return Origin((parts - runs) | whole)

    @property
    def is_one(self) -> bool:
        """Whether it is a single run, configuration or finding, which has its own row."""
        return len(self.parts) == 1

    @property
    def ordered(self) -> list[Runs | Statement]:
        """The parts in an order that is the same in every process."""
        return sorted(self.parts, key=lambda part: part.anchor)

    @property
    def anchor(self) -> str:
        """The `id` of its row."""
        anchors = [part.anchor for part in self.ordered]
        if self.is_one:
            return anchors[0]
        return f"computed-{hashlib.sha256(' '.join(anchors).encode()).hexdigest()[:8]}"
