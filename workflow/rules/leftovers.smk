# Runs that no plan names any more. `leftovers` lists them, and after that `remove_leftovers` removes
# them. Neither of the two needs anything that a build makes.
# Needs: results/plans/, results/runs/. Makes: results/leftovers.json; removes runs and their logs.
from labbook.pipeline import LEFTOVERS
from labbook.results_root import RESULTS

CALL = (
    "{RUN_MODULE:q} labbook.commands.leftovers {params.what:q}"
    " --runs {LEFTOVERS.runs:q}"
    " --logs {LEFTOVERS.logs:q}"
    " --plan {LEFTOVERS.plan:q}"
    " --builds {LEFTOVERS.builds:q}"
    " --keep-builds {BUILD.config.keep_builds:q}"
    " --listing {LEFTOVERS.listing:q}"
    " > {log:q} 2>&1"
)


rule leftovers:
    log:
        f"{RESULTS}/logs/leftovers.log",
    localrule: True
    params:
        what="--list",
        foreseen=lambda wildcards: BUILD.foreseen_listing(),
    message:
        "\n{params.foreseen}"
    shell:
        CALL


rule remove_leftovers:
    log:
        f"{RESULTS}/logs/remove_leftovers.log",
    localrule: True
    params:
        what="--remove",
        foreseen=lambda wildcards: BUILD.foreseen_removal(),
    message:
        "\n{params.foreseen}"
    shell:
        CALL
