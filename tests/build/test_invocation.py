import pytest

from labbook.build.invocation import asks_only_for
from labbook.errors import LabbookError


def test_a_dry_run_is_known_while_parsing(snakemake, project):
    assert snakemake("--dry-run").returncode == 0
    assert (project / "asked").read_text() == "dry True main True\n"


def test_the_process_of_one_job_is_told_from_the_build(snakemake, project):
    assert snakemake().returncode == 0
    # `run:` makes Snakemake read the Snakefile again in a process of its own.
    assert (project / "asked").read_text() == "dry False main True\ndry False main False\n"


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ("", False),
        ("--cores 4 all", False),
        ("--cores 1 list", True),
        ("list -n", True),
        ("--config keep=1 --cores 1 list", True),
        ("--cores 1 --config keep=1 -- list", True),
        ("--directory list --cores 1", False),
        ("--directory list --cores 1 all", False),
    ],
)
def test_a_target_of_its_own_is_known_from_the_command_line(arguments: str, asked: bool) -> None:
    assert asks_only_for({"list", "remove"}, arguments.split()) == asked


@pytest.mark.parametrize("others", ["all", "remove", "results/lab/report.pdf"])
def test_a_target_of_its_own_goes_with_no_other(others: str) -> None:
    with pytest.raises(LabbookError, match=r"^`list` goes with no other target; ask for "):
        asks_only_for({"list", "remove"}, ["--cores", "1", "list", others])
