"""How the Snakefile ends when the user has something to mend first."""

import sys
from typing import NoReturn

from labbook.errors import LabbookError


def stop_build(error: LabbookError) -> NoReturn:
    """Print `error` as one line on stderr and leave with its exit code.

    Raising the error itself would make Snakemake add its class, the Snakefile's line and a
    traceback; SystemExit passes through Snakemake, which still unlocks the folder and closes its
    logs. Good at parse time, in an included file, and in `onstart:`.
    """
    print(f"labbook: {error}", file=sys.stderr)
    sys.exit(error.exit_code)
