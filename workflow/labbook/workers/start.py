"""Start a pool of workers that ends with this process."""

import atexit
import os
import subprocess
import tempfile
import time
from collections.abc import Iterable

from labbook.workers.messages import POOL_VARIABLE
from labbook.workers.program import program
from labbook.workers.worker import MOST_MEMORY_MIB

PATIENCE_SECONDS = 10.0
LONGEST_FOLDER = 80


def start_pool(at_once: int, ahead: Iterable[str] = ()) -> None:
    """Start a pool for the jobs of this process.

    Its workers that wait for a job have at most the memory that `at_once` workers may grow to; of
    some kinds they have much less, and more of them wait. ahead: workers to start at once, each a
    kind and the modules that it shall import.
    """
    # The path of a socket may have 100 characters only, so the folder of the build does not serve.
    folder = tempfile.gettempdir()
    short = folder if len(os.fsencode(folder)) < LONGEST_FOLDER else "/tmp"
    path = os.path.join(tempfile.mkdtemp(prefix="labbook-", dir=short), "pool")
    pool = subprocess.Popen(
        program("labbook.workers.pool", path, str(at_once * MOST_MEMORY_MIB), *ahead),
        stdin=subprocess.PIPE,
        # Ctrl-C reaches the jobs; when a job is gone, the pool ends its worker.
        start_new_session=True,
    )
    end = time.monotonic() + PATIENCE_SECONDS
    while not os.path.exists(path) and pool.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    os.environ[POOL_VARIABLE] = path
    atexit.register(_end, pool)


def forget_pool() -> None:
    """Where a scheduler has handed on the variables of another computer."""
    os.environ.pop(POOL_VARIABLE, None)


def _end(pool: "subprocess.Popen[bytes]") -> None:
    if pool.stdin:
        pool.stdin.close()
    try:
        pool.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        pool.kill()
