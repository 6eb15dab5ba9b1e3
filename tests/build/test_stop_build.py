import pytest

from labbook.build.preflight import stop_build
from labbook.errors import LabbookError


def test_one_line_and_the_exit_code_of_the_error(capsys):
    with pytest.raises(SystemExit) as stopped:
        stop_build(LabbookError("config.yaml is missing."))
    assert stopped.value.code == 2
    assert capsys.readouterr().err == "labbook: config.yaml is missing.\n"


def test_while_parsing_the_sentence_is_all_there_is(snakemake, project):
    stopped = snakemake(mode="stop while parsing")
    assert stopped.returncode == 2
    assert stopped.stdout + stopped.stderr == "labbook: config.yaml: epochs must be at least 1.\n"


def test_on_start_the_sentence_is_all_there_is_and_nothing_ran(snakemake, project):
    stopped = snakemake(mode="stop on start")
    assert stopped.returncode == 2
    assert stopped.stdout + stopped.stderr == "labbook: Pango is missing.\n"
    assert not (project / "results").exists()
    # Neither a lock nor an incomplete file is left behind.
    assert snakemake().returncode == 0
