"""Say what has changed from one finished build to another, in the terminal and on a page."""

import argparse
from pathlib import Path

from labbook.artifacts.atomic import write_text
from labbook.artifacts.kept_build import kept_builds, read_kept_build
from labbook.command_line import run_command
from labbook.difference.wording import difference_page, difference_text
from labbook.errors import LabbookError


def main(argv: list[str] | None = None) -> None:
    """Print and write it; raises LabbookError if there is no such build."""
    arguments = _parse(argv)
    kept = kept_builds(arguments.builds)
    after = _find(arguments.after, kept) if arguments.after else _last(kept, 1)
    before = _find(arguments.before, kept) if arguments.before else _last(kept, 2)
    names = (_name(before, arguments.before), _name(after, arguments.after))
    builds = (read_kept_build(before), read_kept_build(after))
    write_text(arguments.page, difference_page(names, *builds))
    print(difference_text(names, *builds))
    print(f"\nAll of it: {arguments.page}")


def _last(kept: list[Path], place: int) -> Path:
    if len(kept) < place:
        raise LabbookError(
            f"{len(kept)} finished build{' is' if len(kept) == 1 else 's are'} known here, and "
            "there is nothing to compare; build once more when something has changed, or name "
            "another folder: `--config before=FOLDER`."
        )
    return kept[-place]


def _find(asked: str, kept: list[Path]) -> Path:
    """The last build in a folder, or of those whose times begin so."""
    if Path(asked).is_dir():
        there = kept_builds(Path(asked, "results", "builds"))
        if not there:
            raise LabbookError(f"no finished build is known in {asked}/results/builds.")
        return there[-1]
    found = [path for path in kept if path.stem.startswith(asked)]
    if not found:
        known = ", ".join(path.stem for path in kept) or "none"
        raise LabbookError(f"{asked} is no folder and no time of a finished build; known: {known}.")
    return found[-1]


def _name(build: Path, asked: str | None) -> str:
    return f"{asked} ({build.stem})" if asked and Path(asked).is_dir() else build.stem


def _parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="labbook.commands.difference", description=__doc__)
    parser.add_argument("--builds", type=Path, required=True, help="folder of the finished builds")
    parser.add_argument("--page", type=Path, required=True, help="the page to write")
    parser.add_argument("--before", help="a folder, or how the time of a build begins")
    parser.add_argument("--after", help="likewise")
    return parser.parse_args(argv)


if __name__ == "__main__":
    run_command(main)
