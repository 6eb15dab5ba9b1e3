# Runs that no plan names any more: listed by `leftovers`, and only then removed by
# `remove_leftovers`. Neither needs a run, nor anything else that is built.
# Needs: results/plans/, results/runs/. Makes: results/leftovers.json; removes runs and their logs.
from datetime import UTC, datetime

from labbook.artifacts.builds import record_build
from labbook.artifacts.leftovers_listing import read_listing
from labbook.leftovers.decision import decide
from labbook.leftovers.survey import Places, take_survey
from labbook.leftovers.wording import foresight_text, listing_text, unlisted_text

PLACES = Places(
    runs=Path(RUNS),
    logs=Path("results/logs/runs"),
    plan=Path(PLANNED_RUNS),
    builds=Path("results/plans/builds.json"),
    listing=Path("results/leftovers.json"),
)

LEFTOVERS = (
    "{COMMAND}leftovers {params.what}"
    " --runs {PLACES.runs}"
    " --logs {PLACES.logs}"
    " --plan {PLACES.plan}"
    " --builds {PLACES.builds}"
    " --keep-builds {CONFIG.keep_builds}"
    " --listing {PLACES.listing}"
    " > {log:q} 2>&1"
)


def foreseen_listing(wildcards):
    """For `-n`, which shows the message of a job: what it would list."""
    if not is_dry_run(workflow):
        return "list leftovers"
    return listing_text(take_survey(PLACES, CONFIG.keep_builds))


def foreseen_removal(wildcards):
    """For `-n`: what it would remove."""
    if not is_dry_run(workflow):
        return "remove leftovers"
    survey = take_survey(PLACES, CONFIG.keep_builds)
    try:
        return foresight_text(decide(survey, read_listing(PLACES.listing)))
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
    """So that the runs of the last builds are kept; no reason to fail if it cannot be done."""
    try:
        record_build(PLACES.builds, PLAN.runs, datetime.now(UTC), CONFIG.keep_builds)
    except OSError as error:
        print(
            f"labbook: {PLACES.builds} cannot be written ({error.strerror}): once the plan has "
            "changed, `leftovers` will not know of this build's runs.",
            file=sys.stderr,
        )


def say_what_is_left():
    """What the job said, where no progress line overwrites it."""
    if ABOUT_LEFTOVERS:
        (target,) = LEFTOVERS_TARGETS.intersection(workflow.dag_settings.targets)
        print(Path(f"results/logs/{target}.log").read_text(), end="")
