"""Ask a library that is too slow to load for each `snakemake -n`: in a process of its own."""

import json
import os
import signal
import subprocess
import sys
from typing import Any

from labbook.errors import LabbookError
from labbook.fingerprint import ROOT


def ask(command: str, questions: list[Any], library: str) -> Any:
    """What the module `command` answers to questions, as JSON from standard input to output.

    Raises LabbookError, which names the `library`, if it fails.
    """
    done = subprocess.run(
        [sys.executable, "-m", command],
        input=json.dumps(questions),
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(ROOT.parent)},
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:]
        reason = " ".join(said) or f"exit code {done.returncode}"
        if done.returncode < 0:
            reason = f"it was killed by {signal.Signals(-done.returncode).name}"
        raise LabbookError(f"{library} cannot be asked on this computer: {reason.rstrip('.')}.")
    return json.loads(done.stdout)
