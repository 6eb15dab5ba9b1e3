"""Programs that use TensorFlow, one after another in one process.

TensorFlow takes longer to import than most of them to run.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

EACH = """
import json, sys

for program, arguments in json.load(sys.stdin):
    sys.argv[1:] = [json.dumps(arguments)]
    exec(program, {"__name__": "__main__"})
"""


def answers(programs: Iterable[tuple[str, Any]]) -> list[Any]:
    """What each program prints, which is one line of JSON; its argument is JSON, too."""
    done = subprocess.run(
        [sys.executable, "-c", EACH],
        input=json.dumps([*programs]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
