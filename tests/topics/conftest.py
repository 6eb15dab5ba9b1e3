"""Fixtures of the rooms that topics are built on."""

from figures.conftest import drawable, make_history  # noqa: F401
from findings.conftest import configuration, experiment, gap, search  # noqa: F401
from findings.spoken import say  # noqa: F401
