"""Snakemake in a process that knows nothing of these tests, but that need not load it first.

Half of the time of a `snakemake -n` on a few runs goes to importing Snakemake. So a process that
has imported it, and nothing of this project, waits for calls, and forks for each: the child has the
folder, environment, command line and files of a process of its own, and reads the Snakefile and the
package anew. What Python takes from its environment when it starts is not changed by that, so a
test of such variables starts a process, as do the first build of tests/end_to_end and all that is
killed or limited there.
"""

import atexit
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TextIO

LONGEST = 600  # seconds until a call that does not end is ended


def run_warm(
    command: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """What `subprocess.run` returns for a command whose first word is the path of `snakemake`."""
    with tempfile.TemporaryDirectory() as own:
        said = [Path(own) / name for name in ("stdout", "stderr")]
        call = [list(command), str(folder), dict(environment), *map(str, said)]
        server = _server()
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(call) + "\n")
        server.stdin.flush()
        code = json.loads(server.stdout.readline())
        stdout, stderr = (path.read_text(encoding="utf-8") for path in said)
    return subprocess.CompletedProcess(list(command), code, stdout, stderr)


@cache
def _server() -> "subprocess.Popen[str]":
    """Started with the first call; it ends when this process does, or closes its pipe."""
    # Without -P the folder of the tests would be on the path.
    started = subprocess.Popen(
        [sys.executable, "-P", __file__],
        env={name: text for name, text in os.environ.items() if not name.startswith("PYTHON")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    atexit.register(started.communicate)
    return started


def _serve(calls: TextIO, answers: TextIO) -> None:
    """Fork for each call and wait for it; in the child, go on as `snakemake` does."""
    # All that a build without a job imports besides the package.
    import filelock  # noqa: F401
    import pydantic  # noqa: F401
    import snakemake.cli
    import snakemake.profiles
    import snakemake.report.html_reporter

    # A child does not live long: to look for garbage takes a fifth of its time.
    gc.disable()
    for line in iter(calls.readline, ""):
        command, folder, environment, stdout, stderr = json.loads(line)
        child = os.fork()
        if not child:
            signal.alarm(LONGEST)
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(environment)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            for place, file in ((1, stdout), (2, stderr)):
                os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), place)
            sys.argv = command
            snakemake.cli.main()
            return
        _, status = os.waitpid(child, 0)
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n")
        answers.flush()


if __name__ == "__main__":
    # The child takes the standard ones for its own.
    _serve(os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w"))
