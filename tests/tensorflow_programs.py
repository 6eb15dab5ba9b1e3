"""Programs that use TensorFlow, which takes longer to import than most of them to run."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from warm_process import TENSORFLOW, run_warm

EACH = """
import json, sys

for program, arguments in json.load(sys.stdin):
    sys.argv[1:] = [json.dumps(arguments)]
    exec(program, {"__name__": "__main__"})
"""


def run_python(
    *words: str, text: str = "", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """What `subprocess.run` returns for `python` with these words: `-c` or `-m`, and the rest.

    `environment` is added to that of this process; `text` is the standard input. All calls have the
    same seed of hashes, so of two that have to agree whatever that is, one is a process of its own.
    """
    command, variables = [sys.executable, *words], {**os.environ, **(environment or {})}
    if os.name == "posix":
        return run_warm(TENSORFLOW, command, Path.cwd(), variables, text)
    return subprocess.run(
        command, input=text, env=variables, capture_output=True, text=True, check=False
    )


def answer(program: str, *arguments: str, text: str = "") -> Any:
    """What the program prints, in the last of its lines: JSON."""
    done = run_python("-c", program, *arguments, text=text)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def answers(programs: Iterable[tuple[str, Any]]) -> list[Any]:
    """What each program prints, which is one line of JSON; its argument is JSON, too.

    They run one after another in one process.
    """
    done = run_python("-c", EACH, text=json.dumps([*programs]))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
