"""What the arguments of Snakemake ask for: to build, to look, or what cannot be had here."""

from argparse import Namespace
from collections.abc import Collection

from labbook.errors import LabbookError

# What Snakemake does in place of a build, by the name of the argument; all of it only looks.
LOOKS = {
    "dryrun",
    "lint",
    "list_target_rules",
    "list_rules",
    "print_compilation",
    "containerize",
    "dag",
    "rulegraph",
    "filegraph",
    "d3dag",
    "unlock",
    "cleanup_metadata",
    "cleanup_shadow",
    "conda_cleanup_envs",
    "conda_create_envs_only",
    "list_conda_envs",
    "container_cleanup_images",
    "list_changes",
    "list_input_changes",
    "list_params_changes",
    "list_untracked",
    "summary",
    "detailed_summary",
    "delete_temp_output",
}
# What would not do here what its help says, with what does.
REFUSED = {
    "touch": "what is current is told by content, not by time, so there is nothing to touch; "
    "`snakemake -n` tells why something would be made again",
    "delete_all_output": "it would leave the trained runs; delete the folder results to have all "
    "made anew, or ask for `leftovers` to see which runs no plan names any more",
    "archive": "`snakemake --cores 1 hand_in` packs what another machine needs to build again",
    "generate_unit_tests": "the tests are those in the folder tests",
    "export_cwl": "Snakemake has no such export any more",
    "trust_io_cache": "what a dry run has seen may have changed since",
    "no_hooks": "what a build does before its first job and after its last is part of it",
    "allowed_rules": "`--until` builds as far as a rule, `--omit-from` all but a rule",
}


def only_looks(asked: Namespace) -> bool:
    """True if Snakemake is asked to show something, and not to build."""
    return is_report(asked) or any(getattr(asked, name) not in (None, False) for name in LOOKS)


def is_report(asked: Namespace) -> bool:
    """True if Snakemake is asked to show what a build has made, and not to build."""
    return bool(asked.reporter and not asked.report_after_run)


def check_arguments(asked: Namespace) -> None:
    """Raise LabbookError for an option that cannot do here what it says, or a missing one.

    Without what the profile says, Snakemake would make again what is current, and would stop at
    what a killed build has left.
    """
    for name, why in REFUSED.items():
        if getattr(asked, name) not in (None, False):
            raise LabbookError(f"{_option(name)} is of no use here: {why}.")
    triggers = {str(trigger) for trigger in asked.rerun_triggers}
    if triggers != {"mtime"} or not asked.ignore_incomplete or not asked.nolock:
        raise LabbookError(
            "a build needs `--rerun-triggers mtime --ignore-incomplete --nolock`, which the "
            "profile profiles/default beside the Snakefile says; leave it in force, or say the "
            "same in a workflow profile of your own: `rerun-triggers: [mtime]`, "
            "`ignore-incomplete: true`, `nolock: true`."
        )
    for name in ("cores", "jobs"):
        number = getattr(asked, name)
        if number is not None and number < 1:
            raise LabbookError(f"{_option(name)} {number} would never end; at least 1 is needed.")
    if asked.cores is None and asked.jobs is None and not only_looks(asked):
        raise LabbookError("a build is told how many cores it may use: `snakemake --cores 4`.")


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def names_asked_for(asked: Namespace) -> dict[str, str]:
    """The rules and files that the command line names, each with the option that names it."""
    named = {"": asked.targets, "--batch ": [asked.batch.rulename] if asked.batch else []}
    for name in ("forcerun", "until", "omit_from", "prioritize"):
        named[f"{_option(name)} "] = getattr(asked, name)
    return {word: option for option, words in named.items() for word in sorted(words)}


def target_by_itself(targets: Collection[str], asked: Collection[str]) -> str | None:
    """The one of `targets` that is among those `asked` for, None if none is.

    Raises LabbookError if a second target stands beside one of `targets`.
    """
    found = sorted(set(asked) & set(targets))
    if found and len(set(asked)) > 1:
        raise LabbookError(
            f"`{found[0]}` goes with no other target; ask for {' and '.join(sorted(set(asked)))} "
            "one after another."
        )
    return found[0] if found else None
