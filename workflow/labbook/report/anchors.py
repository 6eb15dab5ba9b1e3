"""The `id`s of the places in the document that links point to."""

import re


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
