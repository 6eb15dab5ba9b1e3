"""Pack the report, the tables and the code into the archive that the course asks for."""

import argparse
import json
import sys
from pathlib import Path

from labbook.artifacts.checksum import sha256_file
from labbook.command_line import run_command
from labbook.errors import LabbookError
from labbook.hand_in.archive import OWN_NAMES, collect_contents, write_archive
from labbook.hand_in.identity import SUFFIX, archive_name, subject
from labbook.hand_in.listing import left_out_text, packed_text
from labbook.hand_in.plans import read_hand_in_plan
from labbook.hand_in.refusals import ALLOWANCES, find_reasons, refuse_altered_files
from labbook.hand_in.source_files import find_source_files, tops


def main(argv: list[str] | None = None) -> None:
    """Read the arguments, refuse what is not fit to hand in, write the archive, report on it."""
    arguments = _parse(argv)
    settings = _read_settings(arguments.settings)
    if arguments.overridden:
        raise LabbookError(
            f"{', '.join(arguments.overridden)} came from the command line, so the config.yaml in "
            f"the archive would build another report; write that into {arguments.config}."
        )
    plan = read_hand_in_plan(arguments.lab_plan, arguments.attempts)
    if plan.words.is_draft:
        raise LabbookError("a draft is not handed in; build the report itself, without draft=true.")
    name = archive_name(settings["archive"], plan.identity)
    line = subject(settings["subject"], plan.identity)
    if arguments.output.name != name + SUFFIX:
        raise LabbookError(
            f"--output is {arguments.output}, but hand_in.archive names the file {name}{SUFFIX}."
        )
    refuse_altered_files(plan, arguments.results)
    reasons = find_reasons(plan, arguments.config, arguments.results)
    refused = [text for allowance, text in reasons.items() if allowance not in arguments.allow]
    if refused:
        raise LabbookError("\n".join(refused))
    # Of the labs in examples/, which belong to the project, results stay out at any rate.
    elsewhere = tops([arguments.results, arguments.output], arguments.source) - {"examples"}
    code = find_source_files(arguments.source, {*OWN_NAMES, *elsewhere})
    members = collect_contents(plan, code, arguments.config, arguments.named)
    write_archive(arguments.output, name, members)
    for allowance in reasons:
        print(f"labbook: handed in although {allowance} would be refused.", file=sys.stderr)
    size = arguments.output.stat().st_size
    print(f"Archive: {arguments.output} ({size:,} bytes, {len(members)} files)")
    print(packed_text(members))
    if left_out := left_out_text(code.left_out, members):
        print(left_out)
    if arguments.data:
        print(f"Who builds it again needs the data at {', '.join(arguments.data)}")
    print(f"SHA-256: {sha256_file(arguments.output)}")
    print(f"E-mail subject: {line}")
    if settings.get("address"):
        print(f"E-mail address: {settings['address']}")


def _parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="labbook.commands.hand_in", description=__doc__)
    parser.add_argument("--lab-plan", type=Path, required=True)
    parser.add_argument("--settings", required=True, help="JSON: archive, subject, address")
    parser.add_argument("--source", type=Path, required=True, help="root of the repository")
    parser.add_argument("--config", type=Path, required=True, help="the config in use")
    parser.add_argument(
        "--named", nargs="*", default=[], help="files that the config names, as it names them"
    )
    parser.add_argument(
        "--data", nargs="*", default=[], help="places of data that the config names"
    )
    parser.add_argument("--results", type=Path, required=True, help="folder with report.pdf")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--attempts", type=Path, help="records of attempts at runs, some failed")
    parser.add_argument("--allow", nargs="*", action="extend", choices=ALLOWANCES, default=[])
    parser.add_argument(
        "--overridden", nargs="*", default=[], help="keys of the config set on the command line"
    )
    return parser.parse_args(argv)


def _read_settings(text: str) -> dict[str, str]:
    try:
        settings = json.loads(text)
        return {
            **settings,
            "archive": str(settings["archive"]),
            "subject": str(settings["subject"]),
        }
    except (ValueError, KeyError, TypeError):
        raise LabbookError(
            '--settings must be JSON with "archive" and "subject", '
            "the patterns of the file name and of the e-mail subject."
        ) from None


if __name__ == "__main__":
    run_command(main)
