"""A process that carries out one command after another and keeps its libraries imported.

    labbook.workers.worker DESCRIPTOR KIND [MODULE ...]

The pool (pool.py) starts it, with one end of a socket as DESCRIPTOR; KIND is for those who look at
a list of processes. It imports each MODULE before it looks for its first job. It ends when the
other end of the socket is closed.
"""

import importlib
import os
import socket
import sys
import traceback
from contextlib import suppress
from functools import partial

from labbook.command_line import run_command
from labbook.fingerprint import ROOT, look_again
from labbook.kept_code import take_over
from labbook.workers.messages import Message, receive, send

# TensorFlow keeps what it has compiled. A worker that has grown beyond this is replaced.
MOST_MEMORY_MIB = 1400


def main() -> None:
    descriptor, _, *modules = sys.argv[1:]
    connection = socket.socket(fileno=int(descriptor))
    take_over()
    # Where `make` imports, too: Matplotlib looks for settings in the working folder.
    os.chdir(ROOT.parent)
    for module in modules:
        # A job that needs it imports it again, and tells what is wrong.
        with suppress(Exception):
            importlib.import_module(module)
    while (received := receive(connection)) is not None:
        request, files = received
        _redirect(*files)
        code = _carry_out(request)
        _redirect(*_silence())
        memory = _memory_mib()
        # After a failure nobody knows what state the libraries are in.
        stays = code == 0 and memory < MOST_MEMORY_MIB
        send(connection, {"code": code, "stays": stays, "memory_mib": memory})
        if not stays:
            return


def _carry_out(request: Message) -> int:
    """The exit code that the command would have ended with in a process of its own."""
    os.chdir(request["folder"])
    look_again()
    try:
        module = importlib.import_module(request["module"])
        run_command(partial(module.main, request["arguments"]))
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.stdout.flush()  # so that the traceback comes last
        traceback.print_exc()
        return 1
    return 0


def _redirect(output: int, errors: int) -> None:
    """Let this process write to these files from now on, its libraries in C too."""
    sys.stdout.flush()
    sys.stderr.flush()
    for own, other in ((1, output), (2, errors)):
        os.dup2(other, own)
        os.close(other)


def _silence() -> tuple[int, int]:
    return os.open(os.devnull, os.O_WRONLY), os.open(os.devnull, os.O_WRONLY)


def _memory_mib() -> float:
    import psutil

    return float(psutil.Process().memory_info().rss) / 2**20


if __name__ == "__main__":
    main()
