"""Run a command of the package, so that all of them end in the same way."""

import errno
import sys
from collections.abc import Callable

from labbook.errors import LabbookError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def run_command(main: Callable[[], None]) -> None:
    """Run `main`. A LabbookError becomes one line on stderr and the error's exit code.

    So does any error that says that the disk is full.
    """
    try:
        main()
    except LabbookError as error:
        _stop(error)
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        _stop(LabbookError(no_room(error)))


def no_room(error: OSError) -> str:
    """The sentence for an error whose number is in NO_ROOM: the disk is full."""
    file = f"{error.filename} cannot be written" if error.filename else "a file cannot be written"
    return (
        f"{file}: {error.strerror}; make room and run the same command again, which goes on from "
        "there: what was finished is whole."
    )


def _stop(error: LabbookError) -> None:
    print(f"labbook: {error}", file=sys.stderr)
    sys.exit(error.exit_code)
