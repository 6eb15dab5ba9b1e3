"""Describe images of the user's own: a JSON list on standard input, another on standard output.

A question has the fields of an OwnFiles. The answer is what is planned with, or, as text, the
sentence that refuses the images.
"""

import json
import sys
from typing import Any

from labbook.command_line import run_command
from labbook.data.own_entry import OwnFiles
from labbook.data.own_files import describe
from labbook.errors import LabbookError


def main() -> None:
    json.dump([_answer(question) for question in json.load(sys.stdin)], sys.stdout)


def _answer(question: dict[str, Any]) -> dict[str, Any] | str:
    try:
        return describe(OwnFiles.from_dict(question))
    except LabbookError as refusal:
        return str(refusal)


if __name__ == "__main__":
    run_command(main)
