"""What is new is said once, before the build makes it, and beside what Snakemake itself says."""

import re

import pytest

RUNS = "  3 runs: never built\n"


def stages(end: int) -> str:
    return "".join(f"  stage {number}: changed\n" for number in range(end))


def test_below_the_opening_line_of_a_build(snakemake) -> None:
    built = snakemake(mode="explain")
    assert built.returncode == 0, built.stderr
    opening = "3 runs to train, 2 other steps, 1 at a time.\n"
    rest = "  and 2 more stages for reasons of their own\n"
    assert built.stderr.startswith(f"{opening}{RUNS}{stages(6)}{rest}[1/3] ")
    assert built.stderr.count("never built") == 1


def test_a_dry_run_says_all_at_its_end_and_is_otherwise_snakemakes(snakemake) -> None:
    plain, explained = snakemake("--dry-run"), snakemake("--dry-run", mode="explain")
    assert explained.stderr.removeprefix(plain.stderr) == f"What is new:\n{RUNS}{stages(8)}"
    assert _lines(explained.stdout) == _lines(plain.stdout)


def _lines(text: str) -> list[str]:
    """Without times and numbers of the call; jobs come in any order."""
    lines = text.splitlines()
    own = re.compile(r"\[|  (Date|Workflow ID|Command): |    reason: |    jobid: |    input: ")
    return sorted(line for line in lines if not own.match(line))


@pytest.mark.parametrize("option", ["--printshellcmds", "--verbose"])
def test_beside_the_stock_output_of_a_build(snakemake, option) -> None:
    built = snakemake(option, mode="explain")
    assert built.returncode == 0
    said = f"What is new:\n{RUNS}{stages(8)}"
    assert built.stderr.count(said) == 1
    assert built.stderr.index("Job stats:") < built.stderr.index(said)
    assert built.stderr.index(said) < built.stderr.index("rule train_run:")


@pytest.mark.parametrize("options", [["--quiet", "all"], ["--dry-run", "--quiet"]])
def test_quiet_is_silent(snakemake, options) -> None:
    built = snakemake(*options, mode="explain")
    assert built.returncode == 0
    assert "never built" not in built.stdout + built.stderr


def test_nothing_to_do_is_nothing_new(snakemake) -> None:
    assert snakemake().returncode == 0
    for options in ([], ["--dry-run"], ["-p"]):
        built = snakemake(*options, mode="explain")
        assert "never built" not in built.stderr
        assert "What is new" not in built.stderr


@pytest.mark.parametrize("options", [[], ["--dry-run"], ["--printshellcmds"]])
def test_an_error_in_it_is_not_the_builds(snakemake, options) -> None:
    built = snakemake(*options, mode="explain badly")
    assert built.returncode == 0
    assert "  (what is new cannot be said: ValueError('no reason'))\n" in built.stderr
    assert "The progress line failed" not in built.stderr
