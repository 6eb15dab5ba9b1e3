"""Commands that a worker carries out in the tests: each is called by a word, in any process."""

import os
import signal
import sys
import time

from labbook.errors import LabbookError

KEPT: list[bytes] = []


def main(arguments: list[str]) -> None:
    word, *rest = arguments
    if word == "say":
        print(os.getpid(), *rest, flush=True)
        print("and this", file=sys.stderr)
    elif word == "grow":
        KEPT.append(b"x" * (int(rest[0]) << 20))
        print(os.getpid(), flush=True)
    elif word == "modules":
        print(os.getpid(), *sys.modules, flush=True)
    elif word == "refuse":
        raise LabbookError("the data are torn.")
    elif word == "crash":
        raise MemoryError("no room")
    elif word == "exit":
        sys.exit("with a word")
    elif word == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "wait":
        print(os.getpid(), flush=True)
        time.sleep(600)
