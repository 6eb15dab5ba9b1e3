"""Fixtures for figures: an experiment with its files."""

from figures.conftest import experiment, make_history  # noqa: F401
