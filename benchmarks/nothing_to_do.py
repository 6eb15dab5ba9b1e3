"""What a build costs in which nothing is new, beside a bare Snakefile of which nothing is new.

FOLDER is one in which all is built. Both sides are called with `--cores 2` and take turns; CPU time
(user and system) is counted, and the least of the rounds is compared: whatever else the computer
does only adds to it.
"""

# ruff: noqa: E402 (the package is not installed: its folder comes onto the path first)
import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "workflow"))

from parse.calls import called, cpu_seconds
from parse.sides import Side, bare_side
from speed.machine import machine, machine_line

from labbook.command_line import run_command
from labbook.errors import LabbookError

CALL = ("--cores", "2")
TARGET_SECONDS = 2.0


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--rounds", type=int, default=5, help="at least 1 (5)")
    arguments = parser.parse_args(argv)

    print(machine_line(machine()), flush=True)
    with tempfile.TemporaryDirectory() as name:
        bare = bare_side(Path(name, "bare"), 1, ROOT / "profiles")
        called(bare, *CALL)
        ours = Side("labbook", arguments.folder.resolve(), ROOT / "Snakefile")
        # The first call may still write what the others find.
        check_is_finished(ours)
        rounds = [
            (cpu_seconds(bare, *CALL), cpu_seconds(ours, *CALL)) for _ in range(arguments.rounds)
        ]
    print("\n".join(["", *lines(rounds)]))


def check_is_finished(side: Side) -> None:
    """Raise LabbookError if a build in the folder of `side` would have something to do."""
    if "Nothing to be done" not in called(side, "-n").stdout:
        raise LabbookError(f"In {side.folder} not all is built; build it first.")
    called(side, *CALL)


def lines(rounds: list[tuple[float, float]]) -> list[str]:
    """`rounds`: CPU seconds of the bare side and of ours."""
    bare, ours = (min(seconds) for seconds in zip(*rounds, strict=True))
    met = "met" if ours - bare <= TARGET_SECONDS else "NOT met"
    return [
        "CPU seconds of `snakemake --cores 2` with nothing to do:",
        f"  bare Snakefile   {bare:5.2f}",
        f"  Labbook          {ours:5.2f}   {ours - bare:.2f} more "
        f"(target at most {TARGET_SECONDS:g}: {met})",
    ]


if __name__ == "__main__":
    run_command(main)
