"""Train one run of a draft: as the command `--as` does, but in a plain graph.

A draft has so few steps that to compile a network costs many times its training, and XLA takes five
times as long for that as a plain graph. This gives other last bits, so no other run is trained so.
"""

import argparse
import importlib

from labbook.command_line import run_command
from labbook.training import ways


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="train_draft", description=__doc__)
    parser.add_argument(
        "--as", required=True, choices=("train_keras", "train_chosen"), dest="command"
    )
    known, arguments = parser.parse_known_args(argv)
    ways.COMPILED = ways.GRAPH
    importlib.import_module(f"labbook.commands.{known.command}").main(arguments)


if __name__ == "__main__":
    run_command(main)
