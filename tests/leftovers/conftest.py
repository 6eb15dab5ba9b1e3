"""Runs as they lie in the results folder, made by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from labbook.artifacts.run_lists import planned_runs_text, record_build
from labbook.leftovers.removal import LeftoverPaths

# No process has it: above the highest number that any system gives.
DEAD = 2**31 - 1


@dataclass(frozen=True)
class Results:
    """A results folder; directories are named relative to the working directory."""

    paths: LeftoverPaths

    def add(self, name: str, files: tuple[str, ...] = ("spec.json", "weights.npz")) -> str:
        """Make `<lab>/<experiment>/<run>`, its files of 1000 bytes each; returns its directory."""
        folder = self.paths.runs / name
        folder.mkdir(parents=True)
        for file in files:
            (folder / file).write_bytes(bytes(1000))
        return folder.as_posix()

    def add_log(self, name: str) -> Path:
        log = self.paths.logs / f"{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(bytes(500))
        return log

    def plan(self, *directories: str) -> None:
        self.paths.plan.parent.mkdir(parents=True, exist_ok=True)
        self.paths.plan.write_text(planned_runs_text(directories), encoding="utf-8")

    def build(self, *plans: list[str]) -> None:
        """Record builds of these plans, the first one first."""
        for hour, runs in enumerate(plans):
            built = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
            record_build(self.paths.builds, runs, built, 3)

    def build_others(self) -> None:
        """Three builds of plans that name no run that is there."""
        self.build(*([f"results/runs/lab/gone/a.{number:012x}"] for number in (1, 2, 3)))


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Results:
    monkeypatch.chdir(tmp_path)
    made = Results(
        LeftoverPaths(
            runs=Path("results/runs"),
            logs=Path("results/logs/runs"),
            plan=Path("results/plans/runs.json"),
            builds=Path("results/plans/builds.json"),
            listing=Path("results/leftovers.json"),
        )
    )
    made.plan()
    return made


@pytest.fixture
def dead() -> int:
    return DEAD
