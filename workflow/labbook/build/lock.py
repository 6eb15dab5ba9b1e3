"""One build at a time in a folder, by a lock that ends with its build.

Snakemake's own lock is a file. A killed build leaves it behind, and somebody has to remove it by
hand. The operating system releases this lock when the process that holds it ends.
"""

from pathlib import Path

from filelock import FileLock, Timeout

from labbook.errors import LabbookError

LOCK = Path("results/build.lock")


def lock_folder() -> FileLock:
    """Lock the working folder until this process ends or releases the lock.

    Raises LabbookError if another build holds it, or if the folder cannot be written to.
    """
    lock = FileLock(LOCK)
    try:
        LOCK.parent.mkdir(exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise LabbookError(
            f"another build is at work in {Path.cwd()}; wait until it has ended, or stop it."
        ) from None
    except OSError as error:
        raise LabbookError(
            f"the results folder cannot be written to: {LOCK}: {error.strerror}."
        ) from None
    return lock
