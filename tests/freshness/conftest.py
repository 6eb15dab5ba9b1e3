"""Fixtures: plans, and run directories without a training."""

from plan_fixtures import leave_run, plan_of, whole_run  # noqa: F401
