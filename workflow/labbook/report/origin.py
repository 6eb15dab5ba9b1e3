"""What a number was measured in, and the places of the document that links lead to."""

import hashlib
import re
from dataclasses import dataclass
from typing import NamedTuple


def _safe(name: str) -> str:
    """A name with nothing in it that a link would have to escape."""
    return re.sub(r"[^A-Za-z0-9_.-]", lambda found: f"-{ord(found[0]):x}-", name)


def configuration_anchor(experiment: str, configuration: str) -> str:
    """Where the appendix lists the runs of a configuration."""
    return f"runs-{_safe(experiment)}-{_safe(configuration)}"


def run_anchor(experiment: str, configuration: str, seed: int) -> str:
    """Where the appendix lists a run."""
    return f"run-{_safe(experiment)}-{_safe(configuration)}-{seed}"


def numbered_anchor(kind: str, name: str) -> str:
    """Where a numbered table, figure or section stands."""
    return f"{kind}-{_safe(name)}"


def result_anchor(experiment: str, configuration: str) -> str:
    """The row of a configuration in the table of results."""
    return f"result-{_safe(experiment)}-{_safe(configuration)}"


def finding_anchor(finding: str) -> str:
    """Where the text tells a finding."""
    return f"finding-{_safe(finding)}"


def statement_anchor(finding: str) -> str:
    """Where the appendix says what a finding rests on."""
    return f"rests-{_safe(finding)}"


class Runs(NamedTuple):
    """All runs of a configuration, or with a seed the one that has it."""

    experiment: str
    configuration: str
    seed: int | None = None

    @property
    def anchor(self) -> str:
        if self.seed is None:
            return configuration_anchor(self.experiment, self.configuration)
        return run_anchor(self.experiment, self.configuration, self.seed)


class Statement(NamedTuple):
    """A finding, by its id; the appendix says which runs it rests on."""

    finding: str

    @property
    def anchor(self) -> str:
        return statement_anchor(self.finding)


@dataclass(frozen=True)
class Origin:
    """Where a number comes from; of a number worked out from several, all that they come from."""

    parts: frozenset[Runs | Statement]

    @classmethod
    def of(cls, part: Runs | Statement) -> "Origin":
        return cls(frozenset({part}))

    def joined(self, other: "Origin") -> "Origin":
        """Both together; several runs of one configuration count as that configuration."""
        parts = self.parts | other.parts
        seeds: dict[Runs, set[int | None]] = {}
        for one in parts:
            if isinstance(one, Runs):
                seeds.setdefault(one._replace(seed=None), set()).add(one.seed)
        whole = {runs for runs, of_it in seeds.items() if len(of_it) > 1}
        runs = {one for one in parts if isinstance(one, Runs) and one._replace(seed=None) in whole}
        return Origin((parts - runs) | whole)

    @property
    def is_one(self) -> bool:
        """Whether it has a row of its own: that of a run, a configuration, or a finding."""
        return len(self.parts) == 1

    @property
    def ordered(self) -> list[Runs | Statement]:
        """The parts, the same way in every process."""
        return sorted(self.parts, key=lambda part: part.anchor)

    @property
    def anchor(self) -> str:
        """The `id` of its row."""
        anchors = [part.anchor for part in self.ordered]
        if self.is_one:
            return anchors[0]
        return f"computed-{hashlib.sha256(' '.join(anchors).encode()).hexdigest()[:8]}"
