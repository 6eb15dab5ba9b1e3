"""How Snakemake reads the project."""

import subprocess
import sys


def test_the_default_profile_is_found(root) -> None:
    program = (
        "import sys; from snakemake.cli import parse_args;"
        "_, args = parse_args(['--snakefile', sys.argv[1], '--cores', '1']);"
        "print(args.scheduler, args.nolock, args.ignore_incomplete, *args.rerun_triggers)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(root / "Snakefile")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["greedy", "True", "True", "mtime"]
