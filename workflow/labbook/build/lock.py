"""One build at a time in a folder, and no lock that outlives its build.

Snakemake's own lock is a file that a killed build leaves behind, for somebody to remove by hand.
This one the operating system lets go of with the process that holds it.
"""

from pathlib import Path

from filelock import FileLock, Timeout

from labbook.errors import LabbookError

LOCK = Path("results/build.lock")


def lock_folder() -> FileLock:
    """Hold the working folder until this process ends, or the lock is released.

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
