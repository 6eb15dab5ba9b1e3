"""The build whose trainer does nothing is one of as many jobs as runs; no time is asserted."""

from pathlib import Path

from snakemake_growth import idle_project, main_process_seconds


def test_a_build_that_trains_nothing_ends(tmp_path: Path) -> None:
    project = idle_project(tmp_path / "project")
    assert main_process_seconds(project, tmp_path / "few", 10, 2) > 0
    # What a training would leave is not there, so no stage has run but the one that prepares data.
    assert not (tmp_path / "few/results/runs").exists()
