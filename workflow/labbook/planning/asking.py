"""Ask a library that is too slow to load for each `snakemake -n`: in a process of its own."""

import json
import os
import subprocess
from typing import Any

from labbook.errors import LabbookError
from labbook.workers.program import job_environment, program
from labbook.workers.signals import killed_by


def ask(command: str, questions: list[Any], library: str) -> Any:
    """What the module `command` answers to questions, as JSON from standard input to output.

    Raises LabbookError, which names the `library`, if it fails.
    """
    done = subprocess.run(
        program(command),
        input=json.dumps(questions),
        capture_output=True,
        encoding="utf-8",
        env=job_environment(os.environ),
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:]
        reason = " ".join(said) or f"exit code {done.returncode}"
        if done.returncode < 0:
            reason = f"it was {killed_by(-done.returncode)}"
        raise LabbookError(f"{library} cannot be asked on this computer: {reason.rstrip('.')}.")
    return json.loads(done.stdout)
