"""Tell whether the process that fills a partial directory is still at work.

It may be, although its build is gone: killing a build does not always kill its jobs.
"""

import psutil

# The clock that dates files and the one that dates processes may differ by so much.
TOLERANCE_S = 2.0


def is_at_work(process: int, changed: float) -> bool:
    """True unless process number `process` has ended.

    `changed` is when the directory was last changed, in seconds since the epoch. A process that
    began later is another one, to which the system has given the same number.
    """
    try:
        began: float = psutil.Process(process).create_time()
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True
    return began <= changed + TOLERANCE_S
