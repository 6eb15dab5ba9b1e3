"""The side of a job: let a worker of the pool carry out commands of the package."""

import os
import socket
import subprocess
from types import TracebackType

from labbook.errors import LabbookError
from labbook.workers.messages import POOL_VARIABLE, receive, send
from labbook.workers.program import job_environment, program


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
        self._kind = kind
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
        environment = job_environment(os.environ)
        if self._pool is None:
            words = program(module, *arguments)
            return subprocess.run(
                words, env=environment, stdout=output, stderr=errors, check=False
            ).returncode
        request = {
            "kind": self._kind,
            "module": module,
            "arguments": arguments,
            "folder": os.getcwd(),
            "environment": environment,
        }
        try:
            send(self._pool, request, [output, errors])
            answer = receive(self._pool)
        except OSError:
            answer = None
        if answer is None:
            raise LabbookError("The build's workers are gone; run the same command again.")
        return int(answer[0]["code"])
