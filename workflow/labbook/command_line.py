"""How every command of the package starts and ends."""

import sys
from collections.abc import Callable

from labbook.errors import LabbookError


def run_command(main: Callable[[], None]) -> None:
    """Run `main`; a `LabbookError` becomes one line on stderr and its exit code."""
    try:
        main()
    except LabbookError as error:
        print(f"labbook: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
