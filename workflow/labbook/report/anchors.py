"""Names of places inside the document that links point at."""

import re


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
