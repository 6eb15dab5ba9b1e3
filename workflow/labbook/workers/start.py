"""Start a pool of workers that ends with this process."""

import atexit
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from labbook.workers.messages import POOL_VARIABLE

# From this package's folder, workers import the package.
SOURCE = Path(__file__).parents[2]
PATIENCE_SECONDS = 10.0


def start_pool(limit: int) -> None:
    """Start a pool for the jobs of this process; at most `limit` of its workers wait for a job.

    Where there are no Unix sockets (Windows), nothing is started, and each job has a process of its
    own.
    """
    if not hasattr(socket, "AF_UNIX"):
        return
    # In the folder for temporary files, since the path of a socket may have 100 characters only.
    path = os.path.join(tempfile.mkdtemp(prefix="labbook-"), "pool")
    pool = subprocess.Popen(
        [sys.executable, "-m", "labbook.workers.pool", path, str(limit)],
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        stdin=subprocess.PIPE,
        # Ctrl-C reaches the jobs; when a job is gone, the pool ends its worker.
        start_new_session=True,
    )
    end = time.monotonic() + PATIENCE_SECONDS
    while not os.path.exists(path) and pool.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    os.environ[POOL_VARIABLE] = path
    atexit.register(_end, pool)


def _end(pool: "subprocess.Popen[bytes]") -> None:
    if pool.stdin:
        pool.stdin.close()
    try:
        pool.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        pool.kill()
