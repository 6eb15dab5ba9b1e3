"""`typeset`: a report's HTML file to a tagged PDF."""

import argparse
from pathlib import Path

from labbook.command_line import run_command
from labbook.report.pdf import write_pdf


def main(argv: list[str] | None = None) -> None:
    """Write the PDF."""
    parser = argparse.ArgumentParser(prog="typeset", description=__doc__)
    parser.add_argument("--input", type=Path, required=True, help="the HTML file")
    parser.add_argument("--output", type=Path, required=True, help="the PDF to write")
    arguments = parser.parse_args(argv)
    write_pdf(arguments.input, arguments.output)


if __name__ == "__main__":
    run_command(main)
