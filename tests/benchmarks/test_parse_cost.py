"""Both sides of the comparison do as much as they say; no time is asserted."""

import re
from pathlib import Path

import pytest
from parse.calls import called
from parse.cost import Cost, Round, cost, lines
from parse.sides import bare_side, labbook_side, swept_config
from parse_cost import ROOT, one_round

from labbook.config.load import parse_config
from labbook.errors import LabbookError
from labbook.planning.plan import make_plan
from made_up_dataset import made_up_dataset

PROFILES = ROOT / "profiles"


@pytest.mark.parametrize("runs", [100, 300, 10_000])
def test_the_sweep_has_as_many_runs_as_asked_for(runs: int) -> None:
    plan = make_plan(parse_config(swept_config(runs)), made_up_dataset("mnist-5k"))
    assert len(plan.runs) == runs


@pytest.mark.parametrize("runs", [0, 99, 150])
def test_a_number_that_no_sweep_comes_to_is_refused(runs: int) -> None:
    with pytest.raises(LabbookError, match="no multiple of 100"):
        swept_config(runs)


def jobs(printed: str) -> dict[str, int]:
    """Snakemake's table of jobs."""
    rows = [line.split() for line in printed.splitlines()]
    return {row[0]: int(row[1]) for row in rows if re.fullmatch(r"[a-z_]+ \d+", " ".join(row))}


def test_a_dry_run_of_each_side_has_all_runs(tmp_path: Path) -> None:
    bare = bare_side(tmp_path / "bare", 100, PROFILES)
    assert jobs(called(bare, "-n").stdout) == {"all": 1, "trivial": 100, "total": 101}
    ours = labbook_side(tmp_path / "labbook", 100, ROOT / "Snakefile")
    # A job trains the ten seeds of a configuration.
    assert jobs(called(ours, "-n").stdout)["train_runs"] == 10


def test_a_round_measures_each_call_and_leaves_what_the_next_removes(tmp_path: Path) -> None:
    sides = [bare_side(tmp_path / name, 100, PROFILES) for name in ("a", "b")]
    (tmp_path / "b" / "results").mkdir()
    found = one_round(*sides)
    assert min(found.bare, found.first, found.again) > 0
    assert not (tmp_path / "b" / "results").exists()


def test_a_dry_run_that_fails_says_what_snakemake_said(tmp_path: Path) -> None:
    side = bare_side(tmp_path / "bare", 100, PROFILES)
    side.snakefile.write_text("rule all:\n    input: 'nowhere.txt'\n")
    with pytest.raises(LabbookError, match=r"(?s)-n` \(bare\) failed:.*nowhere\.txt"):
        called(side, "-n")


def test_one_disturbed_round_of_three_changes_nothing() -> None:
    calm = Round(4.0, 6.0, 5.0)
    assert cost([calm, Round(9.0, 30.0, 1.0), calm]) == Cost(4.0, 6.0, 5.0)


def test_ratios_stand_beside_the_target() -> None:
    heading, bare, first, again = lines(Cost(4.0, 6.0, 6.1), 10_000)
    assert heading.endswith("for 10,000 jobs:")
    assert bare.split()[-1] == "4.00"
    assert first.endswith("6.00   ratio 1.50 (target at most 1.5: met)")
    assert again.endswith("6.10   ratio 1.52 (target at most 1.5: NOT met)")
    assert len({line.index(".") for line in (bare, first, again)}) == 1
