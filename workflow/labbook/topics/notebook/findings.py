"""How the accuracy of the notebook's network compares with our runs."""

from collections.abc import Iterable
from pathlib import Path

from labbook.findings.experiment import Experiment
from labbook.topics.notebook.accuracy_finding import find_notebook
from labbook.topics.notebook.results_file import NotebookResults, read_notebook_results

FINDERS = (find_notebook,)


def read_evidence(
    experiments: Iterable[Experiment], *, measured: Path
) -> dict[str, NotebookResults]:
    """What the notebook has measured, by the experiment whose network it trains."""
    results = read_notebook_results(measured)
    return {results.experiment: results}
