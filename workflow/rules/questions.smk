# What only tells something of what was built: `runs` lists the runs that were trained, `difference`
# says what has changed from one finished build to another.
# Needs: results/runs/, results/plans/, results/builds/. Makes: results/difference.html, and a log that
# is printed.
from labbook.pipeline import BUILDS, LEFTOVERS
from labbook.results_root import RESULTS


rule runs:
    log:
        f"{RESULTS}/logs/runs.log",
    localrule: True
    params:
        question=BUILD.question,
    shell:
        "{RUN_MODULE:q} labbook.commands.runs {params.question:q}"
        " --runs {LEFTOVERS.runs:q}"
        " --plan {LEFTOVERS.plan:q}"
        " > {log:q} 2>&1"


rule difference:
    log:
        f"{RESULTS}/logs/difference.log",
    localrule: True
    params:
        question=BUILD.question,
        page=f"{RESULTS}/difference.html",
    shell:
        "{RUN_MODULE:q} labbook.commands.difference {params.question:q}"
        " --builds {BUILDS:q}"
        " --page {params.page:q}"
        " > {log:q} 2>&1"
