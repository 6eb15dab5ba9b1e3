"""Let a worker of this build's pool carry out a command of the package.

    labbook.commands.with_worker KIND COMMAND ARGUMENT ...

Without a pool, as in a terminal of one's own, the command takes the place of this process. This
module imports little, because every job starts it.
"""

import os
import sys

from labbook.command_line import run_command
from labbook.workers.client import Worker, connect
from labbook.workers.program import job_environment, program
from labbook.workers.signals import end_by_signal, own_sentence_of


def main() -> None:
    kind, command, *arguments = sys.argv[1:]
    pool = connect()
    if pool is None:
        words = program(f"labbook.commands.{command}", *arguments)
        os.execve(words[0], words, job_environment(os.environ))
    with Worker(kind, pool) as worker:
        code = worker.carry_out(command, arguments, sys.stdout.fileno(), sys.stderr.fileno())
    if code < 0:
        print(own_sentence_of(-code), file=sys.stderr)
        end_by_signal(-code)
    sys.exit(code)


if __name__ == "__main__":
    run_command(main)
