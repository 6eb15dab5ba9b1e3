"""Summarize the gradients that the runs of an experiment have recorded."""

from pathlib import Path

from labbook.artifacts.summary import read_summary
from labbook.topics.gradients.gradient_summary import write_gradient_summary
from labbook.topics.gradients.summarize_gradients import summarize_gradients


def make(*, summary: Path, gradients: Path, arrays: Path) -> None:
    """Read the summary and its runs' gradients; write gradients.json and the arrays."""
    write_gradient_summary(gradients, arrays, summarize_gradients(read_summary(summary)))
