"""Write a PDF beside each figure."""

import argparse
from pathlib import Path

from labbook.command_line import run_command
from labbook.report.figure_pdf import write_figure_pdf


def main(argv: list[str] | None = None) -> None:
    """Write them all; raises LabbookError for a figure that cannot be read."""
    parser = argparse.ArgumentParser(prog="labbook.commands.figures_pdf", description=__doc__)
    parser.add_argument("figures", nargs="+", type=Path, help="SVG files")
    figures = parser.parse_args(argv).figures
    for figure in figures:
        write_figure_pdf(figure, figure.with_suffix(".pdf"))
    folders = sorted({figure.parent.as_posix() for figure in figures})
    print("\n".join([f"{len(figures)} figures as PDF:", *folders]))


if __name__ == "__main__":
    run_command(main)
