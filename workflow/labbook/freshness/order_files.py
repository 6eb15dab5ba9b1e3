"""Tell Snakemake what to make: an order that is newer than what was made from it."""

import os
import time
from collections.abc import Iterable
from pathlib import Path

from labbook.artifacts.receipt import write_order
from labbook.errors import LabbookError
from labbook.freshness.digests import Digests
from labbook.stages.job import StageJob

# In ns. Not zero, which Snakemake takes for no time at all.
LONG_AGO = (10**9, 10**9)


def place_order(job: StageJob, reasons: list[str], digests: Digests) -> None:
    """Have Snakemake carry out `job` if there are reasons, and else leave it.

    Its order is the one input whose time counts. With reasons it is written anew, with a content
    that it never had; without, it is dated back. Raises LabbookError if it cannot be written.
    """
    path = Path(job.order_path)
    try:
        if reasons or not path.exists():
            asked = time.time_ns()
            order = job.order(digests.sha256)
            write_order(path, order, reasons, asked)
            date_back([*order.inputs, *order.outputs], _written(job.order_path))
        if not reasons:
            os.utime(path, ns=LONG_AGO)
    except OSError as error:
        raise LabbookError(
            f"the results folder cannot be written to: {path}: {error.strerror}."
        ) from None


def date_back(files: Iterable[str], now: int) -> None:
    """Of files that are not older than `now`, in ns: a clock went ahead when they were written.

    Snakemake would take an order for older than such an output, and fail a job that has such an
    input.
    """
    for file in files:
        if _written(file) >= now:
            os.utime(file, ns=LONG_AGO)


def _written(file: str) -> int:
    try:
        return os.stat(file).st_mtime_ns
    except OSError:
        return 0
