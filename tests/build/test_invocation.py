def test_a_dry_run_is_known_while_parsing(snakemake, project):
    assert snakemake("--dry-run").returncode == 0
    assert (project / "asked").read_text() == "dry True main True\n"


def test_the_process_of_one_job_is_told_from_the_build(snakemake, project):
    assert snakemake().returncode == 0
    # `run:` makes Snakemake read the Snakefile again in a process of its own.
    assert (project / "asked").read_text() == "dry False main True\ndry False main False\n"
