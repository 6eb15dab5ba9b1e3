"""Benchmarks are scripts beside the package: their folder comes onto the path, as when run."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

CONFIG = """
student: {first_name: Jo, last_name: Doe, group: monday}
course: Deep Learning in Computer Vision
course_code: DLCV
date: Date
defaults: {epochs: 10, optimizer: sgd, batch_size: 100, activation: relu}
labs:
  lab3_keras:
    title: A lab
    assignment: Lab 3
    experiments:
      neuron: {title: A neuron, question: "How?", positive_class: 0, units: [], seeds: [0]}
      layer:
        title: A layer
        question: "How wide?"
        seeds: [4, 5, 6]
        sweep: {units: [8, 16]}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A lab of three configurations: one with one run, two with three."""
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG)
    return path
