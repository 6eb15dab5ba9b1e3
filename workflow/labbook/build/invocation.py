"""What the user asked Snakemake for, as far as it is known while the Snakefile is read."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from labbook.errors import LabbookError

if TYPE_CHECKING:
    from snakemake.workflow import Workflow


def is_dry_run(workflow: "Workflow") -> bool:
    """True for `snakemake -n`.

    `workflow.dryrun` asks the executor, which does not exist yet while the Snakefile is read, and
    so is always False then.
    """
    return bool(workflow.output_settings.dryrun)


def is_forced(workflow: "Workflow") -> bool:
    """True if jobs are to run whatever is there: `--force`, `--forceall` or `--forcerun`."""
    settings = workflow.dag_settings
    return bool(settings.forcetargets or settings.forceall or settings.forcerun)


def asks_only_for(targets: Collection[str], arguments: Sequence[str]) -> bool:
    """True if one of `targets` is to be made, each of which is a build by itself.

    `arguments`: of the command line; Snakemake tells a workflow of its targets only after the
    Snakefile has been read. Raises LabbookError if another target is asked for beside it.
    """
    if not set(targets) & set(arguments):
        return False
    # What only looks like a target, such as the name of a folder, its own parser can tell.
    from snakemake.cli import get_argument_parser

    asked = set(get_argument_parser().parse_known_args(list(arguments))[0].targets)
    alone = sorted(asked & set(targets))
    if alone and len(asked) > 1:
        raise LabbookError(
            f"`{alone[0]}` goes with no other target; ask for {' and '.join(sorted(asked))} one "
            "after another."
        )
    return bool(alone)


def keeps_going(arguments: Sequence[str]) -> bool:
    """True for `--keep-going`, in the arguments of the command line or in a profile."""
    from snakemake.cli import parse_args

    return bool(parse_args(list(arguments))[1].keep_going)


def is_main_process(workflow: "Workflow") -> bool:
    """False where Snakemake reads the Snakefile again to run one job in a process of its own."""
    return bool(workflow.is_main_process)


def is_quiet(workflow: "Workflow") -> bool:
    """True under `--quiet`, whatever it is about."""
    return bool(workflow.output_settings.quiet)


def wants_stock_output(workflow: "Workflow") -> bool:
    """True if an option such as `--quiet`, `-p` or `--verbose` says what Snakemake shall print."""
    settings = workflow.output_settings
    return bool(settings.quiet or settings.verbose or settings.printshellcmds or settings.debug_dag)


def jobs_at_once(workflow: "Workflow") -> int:
    """How many jobs of one thread Snakemake may run side by side: `--cores`, else `--jobs`."""
    resources = workflow.resource_settings
    return int(resources.cores or resources.nodes or 1)
