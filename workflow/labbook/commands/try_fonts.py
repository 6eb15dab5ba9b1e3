"""Which characters cannot be typeset: texts as JSON on standard input, those on standard output."""

import json
import sys

from labbook.command_line import run_command
from labbook.fingerprint import PROJECT
from labbook.report.unprintable import unprintable


def main() -> None:
    json.dump(
        unprintable(json.load(sys.stdin), PROJECT / "templates" / "style" / "fonts"), sys.stdout
    )


if __name__ == "__main__":
    run_command(main)
