# The archives to hand in, one for each lab whose config says how to name its archive.
# Needs: results/<lab>/, this project. Makes: results/hand_in/<name>.tar.bz2.

import re

from labbook.canonical_json import canonical_json
from labbook.pipeline import PACKED
from labbook.planning.plan_files import lab_plan_path
from labbook.results_root import RESULTS
from labbook.stages.stand_ins import ATTEMPTS


rule hand_in:
    input:
        [f"{PACKED}/{archive}" for archive in BUILD.archives],
    localrule: True
    # With a command it is a job, so that each call prints the e-mail's subject again.
    shell:
        "true"


rule pack:
    input:
        lambda wildcards: map(
            settled, BUILD.deliverables(BUILD.archives[wildcards.archive].name)
        ),
        plan=lambda wildcards: ancient(
            lab_plan_path(BUILD.archives[wildcards.archive].name)
        ),
    output:
        # Removed before each build, so that the archive is packed anew each time that it is asked for.
        touch(f"{PACKED}/{{archive}}"),
    log:
        f"{RESULTS}/logs/hand_in/{{archive}}.log",
    wildcard_constraints:
        archive="|".join(map(re.escape, BUILD.archives)) or "none",
    localrule: True
    params:
        archive=f"{RESULTS}/hand_in/{{archive}}.tar.bz2",
        settings=lambda wildcards: canonical_json(
            BUILD.archives[wildcards.archive].lab.hand_in.model_dump()
        ),
        results=lambda wildcards: f"{RESULTS}/{BUILD.archives[wildcards.archive].name}",
        named=lambda wildcards: option("--named", *BUILD.named_files),
        data=lambda wildcards: option("--data", *BUILD.data_places),
        allow=option("--allow", *BUILD.config.hand_in_anyway),
        overridden=option("--overridden", *BUILD.overridden),
    shell:
        "{RUN_MODULE:q} labbook.commands.with_worker stages hand_in"
        " --lab-plan {input.plan:q}"
        " --settings {params.settings:q}"
        " --source {ROOT:q}"
        " --config config.yaml"
        " --results {params.results:q}"
        " --attempts {ATTEMPTS:q}"
        " --output {params.archive:q}"
        " {params.named:q}"
        " {params.data:q}"
        " {params.allow:q}"
        " {params.overridden:q}"
        " > {log:q} 2>&1"
