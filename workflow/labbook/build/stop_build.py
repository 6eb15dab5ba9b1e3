"""End the build with one sentence when the user has to mend something first."""

import sys
from typing import NoReturn

from labbook.errors import LabbookError


def stop_build(error: LabbookError) -> NoReturn:
    """Print `error` as one line on stderr and leave with its exit code.

    If the error itself were raised, Snakemake would add its class, the line of the Snakefile and a
    traceback. SystemExit passes through Snakemake, which still closes its logs. This works while
    the Snakefile or an included file is read, and in `onstart:` and `onsuccess:`.
    """
    print(f"labbook: {error}", file=sys.stderr)
    sys.exit(error.exit_code)
