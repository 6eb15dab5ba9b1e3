"""What planning a large sweep costs, beside a bare Snakefile with as many trivial jobs.

Both sides are called with `-n -q` under the same profile and take turns; CPU time (user and
system) is counted, and medians over the rounds are compared. Our side is called twice a round: in
an empty folder, and where the files of the plan are there already.
"""

# ruff: noqa: E402 (the package is not installed: its folder comes onto the path first)
import argparse
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "workflow"))

from parse.calls import cpu_seconds
from parse.cost import Round, cost, lines
from parse.sides import Side, bare_side, labbook_side
from speed.machine import machine, machine_line

from labbook.artifacts.json_file import write_json
from labbook.command_line import run_command


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000, help="a multiple of 100 (10000)")
    parser.add_argument("--rounds", type=int, default=5, help="at least 1 (5)")
    parser.add_argument("--json", type=Path, help="write the numbers there, too")
    arguments = parser.parse_args(argv)

    described = machine()
    print(machine_line(described), flush=True)
    with tempfile.TemporaryDirectory() as name:
        bare = bare_side(Path(name, "bare"), arguments.runs, ROOT / "profiles")
        ours = labbook_side(Path(name, "labbook"), arguments.runs, ROOT / "Snakefile")
        # Python's compiled files are written now, if they are not there.
        one_round(bare, ours)
        rounds = []
        for number in range(arguments.rounds):
            rounds.append(one_round(bare, ours))
            print(f"round {number + 1}: {rounds[-1]}", file=sys.stderr, flush=True)

    found = cost(rounds)
    print("\n".join(["", *lines(found, arguments.runs)]))
    if arguments.json is not None:
        write_json(
            arguments.json,
            {
                "machine": described,
                "runs": arguments.runs,
                "rounds": [asdict(one) for one in rounds],
                "ratio_first": found.ratio_first,
                "ratio_again": found.ratio_again,
            },
        )


def one_round(bare: Side, ours: Side) -> Round:
    """A call of the bare side, and two of ours in a folder with nothing but the config."""
    for side in (bare, ours):
        for folder in (".snakemake", "results"):
            shutil.rmtree(side.folder / folder, ignore_errors=True)
    return Round(
        bare=cpu_seconds(bare, "-n", "-q"),
        first=cpu_seconds(ours, "-n", "-q"),
        again=cpu_seconds(ours, "-n", "-q"),
    )


if __name__ == "__main__":
    run_command(main)
