"""The side of a job: let a worker of the pool carry out commands of the package."""

import os
import signal
import socket
import subprocess
import sys
from types import TracebackType

from labbook.errors import LabbookError
from labbook.workers.messages import POOL_VARIABLE, receive, send

# Snakemake sets it for each job by its number of threads; libraries read it when they start.
THREADS = "OMP_NUM_THREADS"


def connect() -> socket.socket | None:
    """A connection to this build's pool; None where there is none."""
    path = os.environ.get(POOL_VARIABLE)
    if not path:
        return None
    pool = socket.socket(socket.AF_UNIX)
    try:
        pool.connect(path)
    except OSError:
        pool.close()
        return None
    return pool


class Worker:
    """One worker of `kind` for one command after another, as a context.

    Without a pool each command has a process of its own.
    """

    def __init__(self, kind: str, pool: socket.socket | None) -> None:
        self._kind = f"{kind} {os.environ.get(THREADS, '')}"
        self._pool = pool

    def __enter__(self) -> "Worker":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._pool:
            self._pool.close()

    def carry_out(self, command: str, arguments: list[str], output: int, errors: int) -> int:
        """The exit code of `command`; if a signal killed its process, that number, negative.

        `output`, `errors`: descriptors of the files that it writes to. Raises LabbookError if the
        pool is gone.
        """
        module = f"labbook.commands.{command}"
        if self._pool is None:
            words = [sys.executable, "-m", module, *arguments]
            return subprocess.run(words, stdout=output, stderr=errors, check=False).returncode
        request = {
            "kind": self._kind,
            "module": module,
            "arguments": arguments,
            "folder": os.getcwd(),
            "environment": dict(os.environ),
        }
        try:
            send(self._pool, request, [output, errors])
            answer = receive(self._pool)
        except OSError:
            answer = None
        if answer is None:
            raise LabbookError("The build's workers are gone; run the same command again.")
        return int(answer[0]["code"])


def end_by_signal(number: int) -> None:
    """End this process as the signal does, so that whoever waits for it sees that."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
