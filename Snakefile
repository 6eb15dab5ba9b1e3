# From config.yaml to lab reports. `snakemake --cores 4` builds every lab's report,
# `snakemake --cores 4 lab3_keras` one lab's, `snakemake --cores 4 hand_in` the archives,
# `snakemake --cores 1 leftovers` lists the runs that no plan names any more.


include: "workflow/rules/common.smk"
include: "workflow/rules/train.smk"
include: "workflow/rules/stages.smk"
include: "workflow/rules/hand_in.smk"
include: "workflow/rules/leftovers.smk"


rule all:
    default_target: True
    input:
        [deliverables(lab.name) for lab in PLAN.labs],


for lab in PLAN.labs:

    rule:
        name:
            lab.name
        input:
            deliverables(lab.name),


onstart:
    keep_earlier_outputs(workflow)
    start_jobs_at_any_rate(workflow)
    if not ABOUT_LEFTOVERS:
        TRAINED.remove_partial()
        preflight()
        record_this_build()
        start_pool(cores(workflow))


onsuccess:
    say_what_to_send()
    say_what_is_left()
    end_with_gaps()
