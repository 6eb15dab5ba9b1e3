"""Snakemake or TensorFlow in a process that knows nothing of these tests, but need not load it.

Half of the time of a `snakemake -n` on a few runs goes to importing Snakemake, and most of that of
a short training to importing TensorFlow. So a process that has imported it waits for calls, and
forks for each: the child has the folder, environment, command line and files of a process of its
own. Of this project, the process of Snakemake has imported nothing: the child reads the Snakefile
and the package anew, wherever they are. That of TensorFlow has started it as each training does,
and computed nothing: threads, compiled functions and random numbers are the child's own.

What Python and libraries take from their environment when they start is not changed by that, so a
test of such variables starts a process, as do the first build of tests/end_to_end and all that is
killed or limited there.
"""

import atexit
import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TextIO

SNAKEMAKE, TENSORFLOW = "snakemake", "tensorflow"
WORKFLOW = Path(__file__).parents[1] / "workflow"
LONGEST = 600  # seconds until a call that does not end is ended

# What a child does with the command line of a call.
CarryOut = Callable[[list[str]], object]


def run_warm(
    library: str,
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    text: str = "",
) -> subprocess.CompletedProcess[str]:
    """What `subprocess.run` returns for a command whose first word is the path of its program.

    `library`: SNAKEMAKE for a command of `snakemake`, TENSORFLOW for `python -c` and `python -m`;
    `text`: what the command can read from its standard input.
    """
    with tempfile.TemporaryDirectory() as own:
        asked, *said = (Path(own) / name for name in ("stdin", "stdout", "stderr"))
        asked.write_text(text, encoding="utf-8")
        call = [list(command), str(folder), dict(environment), *map(str, (asked, *said))]
        server = _server(library)
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(call) + "\n")
        server.stdin.flush()
        code = json.loads(server.stdout.readline())
        stdout, stderr = (path.read_text(encoding="utf-8") for path in said)
    return subprocess.CompletedProcess(list(command), code, stdout, stderr)


@cache
def _server(library: str) -> "subprocess.Popen[str]":
    """Started with the first call; it ends when this process does, or closes its pipe."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    # Without -P the folder of the tests would be on the path.
    started = subprocess.Popen(
        [sys.executable, "-P", __file__, library],
        # A process that forks has one thread.
        env=inherited | {"OPENBLAS_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    atexit.register(started.communicate)
    return started


def _with_snakemake() -> CarryOut:
    # All that a build without a job imports besides the package, as far as that takes time.
    import filelock  # noqa: F401
    import packaging.requirements  # noqa: F401
    import pydantic  # noqa: F401
    import rich.live
    import rich.progress  # noqa: F401
    import snakemake.cli
    import snakemake.profiles
    import snakemake.report.html_reporter
    import snakemake.storage

    # It looks for plugins, and Snakemake remembers which there are.
    snakemake.cli.get_argument_parser()

    def carry_out(command: list[str]) -> None:
        sys.argv = command
        snakemake.cli.main()

    return carry_out


def _with_tensorflow() -> CarryOut:
    sys.path.insert(0, str(WORKFLOW))
    from labbook.training.tensorflow_process import start_tensorflow

    start_tensorflow(0)

    def carry_out(command: list[str]) -> None:
        _, kind, program, *arguments = command
        sys.argv = [kind, *arguments]
        if kind == "-m":
            runpy.run_module(program, run_name="__main__", alter_sys=True)
        else:
            exec(program, {"__name__": "__main__"})

    return carry_out


def _serve(carry_out: CarryOut, calls: TextIO, answers: TextIO) -> None:
    """Fork for each call and wait for it; in the child, go on as its program does."""
    # A child does not live long: to look for garbage takes a fifth of its time.
    gc.disable()
    for line in iter(calls.readline, ""):
        command, folder, environment, stdin, stdout, stderr = json.loads(line)
        child = os.fork()
        if not child:
            signal.alarm(LONGEST)
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(environment)
            os.dup2(os.open(stdin, os.O_RDONLY), 0)
            for place, file in ((1, stdout), (2, stderr)):
                os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), place)
            carry_out(command)
            return
        _, status = os.waitpid(child, 0)
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n")
        answers.flush()


if __name__ == "__main__":
    load = {SNAKEMAKE: _with_snakemake, TENSORFLOW: _with_tensorflow}[sys.argv[1]]
    # The child takes the standard ones for its own.
    _serve(load(), os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w"))
