"""Whether the process that fills a partial directory is still at work.

The build that started it may be gone: who kills a build does not always kill its jobs.
"""

import psutil

# Of the clock that dates files against the one that dates processes.
TOLERANCE_S = 2.0


def is_at_work(process: int, changed: float) -> bool:
    """True unless process number `process` has ended.

    `changed`: when the directory was last changed, in seconds since the epoch; a process that
    began later has only taken over the number.
    """
    try:
        began: float = psutil.Process(process).create_time()
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True
    return began <= changed + TOLERANCE_S
