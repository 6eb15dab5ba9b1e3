"""What the user asked Snakemake for, as far as it is known while the Snakefile is read."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snakemake.workflow import Workflow


def is_dry_run(workflow: "Workflow") -> bool:
    """True for `snakemake -n`.

    `workflow.dryrun` asks the executor, which does not exist yet while the Snakefile is read, and
    so is always False then.
    """
    return bool(workflow.output_settings.dryrun)


def is_main_process(workflow: "Workflow") -> bool:
    """False where Snakemake reads the Snakefile again to run one job in a process of its own."""
    return bool(workflow.is_main_process)


def wants_stock_output(workflow: "Workflow") -> bool:
    """True if an option such as `--quiet`, `-p` or `--verbose` says what Snakemake shall print."""
    settings = workflow.output_settings
    return bool(settings.quiet or settings.verbose or settings.printshellcmds or settings.debug_dag)


def jobs_at_once(workflow: "Workflow") -> int:
    """How many jobs of one thread Snakemake may run side by side: `--cores`, else `--jobs`."""
    resources = workflow.resource_settings
    return int(resources.cores or resources.nodes or 1)
