# Runs that no plan names any more. `leftovers` lists them, and after that `remove_leftovers` removes
# them. Neither of the two needs anything that a build makes.
# Needs: results/plans/, results/runs/. Makes: results/leftovers.json; removes runs and their logs.
from datetime import UTC, datetime

from labbook.artifacts.run_lists import read_listing, record_build
from labbook.leftovers.removal import decide
from labbook.leftovers.selection import LeftoverPaths, take_survey
from labbook.leftovers.wording import foresight_text, listing_text, unlisted_text

PATHS = LeftoverPaths(
    runs=Path(RUNS),
    logs=Path("results/logs/runs"),
    plan=Path(PLANNED_RUNS),
    builds=Path("results/plans/builds.json"),
    listing=Path("results/leftovers.json"),
)

LEFTOVERS = (
    "{COMMAND}leftovers {params.what}"
    " --runs {PATHS.runs}"
    " --logs {PATHS.logs}"
    " --plan {PATHS.plan}"
    " --builds {PATHS.builds}"
    " --keep-builds {CONFIG.keep_builds}"
    " --listing {PATHS.listing}"
    " > {log:q} 2>&1"
)


def foreseen_listing(wildcards):
    """What the job would list. `-n` shows it, as the message of the job."""
    if not is_dry_run(workflow):
        return "list leftovers"
    return listing_text(take_survey(PATHS, CONFIG.keep_builds))


def foreseen_removal(wildcards):
    """What the job would remove. `-n` shows it, as the message of the job."""
    if not is_dry_run(workflow):
        return "remove leftovers"
    survey = take_survey(PATHS, CONFIG.keep_builds)
    try:
        return foresight_text(decide(survey, read_listing(PATHS.listing)))
    except LabbookError:
        return unlisted_text(survey)


rule leftovers:
    log:
        "results/logs/leftovers.log",
    params:
        what="--list",
        foreseen=foreseen_listing,
    message:
        "\n{params.foreseen}"
    shell:
        LEFTOVERS


rule remove_leftovers:
    log:
        "results/logs/remove_leftovers.log",
    params:
        what="--remove",
        foreseen=foreseen_removal,
    message:
        "\n{params.foreseen}"
    shell:
        LEFTOVERS


def record_this_build():
    """Record the runs of this build, so that `leftovers` keeps them. A build does not fail for it."""
    try:
        record_build(PATHS.builds, PLAN.runs, datetime.now(UTC), CONFIG.keep_builds)
    except OSError as error:
        print(
            f"labbook: {PATHS.builds} cannot be written ({error.strerror}): once the plan has "
            "changed, `leftovers` will not know of this build's runs.",
            file=sys.stderr,
        )


def say_what_is_left():
    """Print what the job said, after the progress line has ended."""
    if ABOUT_LEFTOVERS:
        print(Path(f"results/logs/{ABOUT_LEFTOVERS}.log").read_text(), end="")
