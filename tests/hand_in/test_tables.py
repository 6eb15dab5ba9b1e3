"""Reading the tables made from the runs."""

from pathlib import Path

import pytest

from labbook.errors import LabbookError
from labbook.hand_in.integrity import read_metrics, read_summary_keys


def test_a_table_without_keys_is_named(tmp_path: Path) -> None:
    (tmp_path / "metrics.csv").write_text("run,seed\na,0\n")
    with pytest.raises(LabbookError, match=r"metrics\.csv has no column key; delete it"):
        read_metrics(tmp_path / "metrics.csv")


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabbookError, match=r"metrics\.csv cannot be read as a table of metrics"):
        read_metrics(tmp_path / "metrics.csv")


@pytest.mark.parametrize("content", ["{}", "[]", '{"configurations": [{"runs": [{}]}]}'])
def test_a_summary_without_runs_is_named(content: str, tmp_path: Path) -> None:
    (tmp_path / "summary.json").write_text(content)
    with pytest.raises(LabbookError, match=r"summary\.json is not as this version writes it"):
        read_summary_keys(tmp_path / "summary.json")
