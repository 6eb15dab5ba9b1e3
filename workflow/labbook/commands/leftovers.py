"""List the run directories that no plan names any more, or remove those that were listed."""

import argparse
from pathlib import Path

from labbook.artifacts.run_lists import read_listing, write_listing
from labbook.command_line import run_command
from labbook.errors import LabbookError
from labbook.leftovers.removal import LeftoverPaths, Survey, decide, remove, take_survey
from labbook.leftovers.wording import listing_text, removal_text, removed_line


def main(argv: list[str] | None = None) -> None:
    """List or remove, as the arguments say.

    Raises LabbookError if nothing was listed before a removal, or something cannot be removed.
    """
    arguments = _parse(argv)
    paths = LeftoverPaths(
        arguments.runs, arguments.logs, arguments.plan, arguments.builds, arguments.listing
    )
    if arguments.list:
        survey = take_survey(paths, arguments.keep_builds)
        write_listing(
            paths.listing, {leftover.directory: leftover.size for leftover in survey.removable}
        )
        print(listing_text(survey))
    else:
        listed = read_listing(paths.listing)
        _remove(paths, take_survey(paths, arguments.keep_builds), listed)


def _remove(paths: LeftoverPaths, survey: Survey, listed: frozenset[str]) -> None:
    decision = decide(survey, listed)
    removed, freed, failed = [], 0, []
    for leftover in decision.remove:
        try:
            size = remove(leftover, paths.runs, paths.logs)
        except OSError as error:
            failed.append(f"{leftover.directory}: {error.strerror}")
            continue
        removed.append(leftover)
        freed += size
        print(removed_line(leftover, size))
    print(removal_text(removed, freed, decision))
    if failed:
        raise LabbookError(
            f"{len(failed)} of {len(decision.remove)} leftovers could not be removed "
            f"({'; '.join(failed[:3])}); list them again for what is left."
        )
    paths.listing.unlink()


def _parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="labbook.commands.leftovers", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--list", action="store_true")
    what.add_argument("--remove", action="store_true")
    parser.add_argument("--runs", type=Path, required=True, help="folder with all runs")
    parser.add_argument("--logs", type=Path, required=True, help="folder with the runs' logs")
    parser.add_argument("--plan", type=Path, required=True, help="the runs that are planned")
    parser.add_argument("--builds", type=Path, required=True, help="record of the builds")
    parser.add_argument("--keep-builds", type=int, required=True, help="whose runs stay")
    parser.add_argument("--listing", type=Path, required=True, help="what was listed last")
    return parser.parse_args(argv)


if __name__ == "__main__":
    run_command(main)
