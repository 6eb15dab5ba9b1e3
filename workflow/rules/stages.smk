# Everything but training: data, summaries, findings, figures, reports. A rule for each declared
# stage (labbook/stages/), all of one form.
# Needs: results/runs/, results/plans/. Makes: results/data/<dataset>/, results/<lab>/.
from labbook.build.snakemake_door import cores


def priority_of(stage):
    """0, or more than as many trainings as run at once have together (train.smk: longest_first)."""
    rank = 2 * stage.comes_first + stage.leads_to_trainings

    def before_all_trainings(wildcards):
        return rank * (1 + cores(workflow) * BUILD.heaviest_work)

    return before_all_trainings if rank else 0


for stage in BUILD.stages:

    rule:
        name:
            stage.name
        input:
            inputs_of(stage),
        output:
            outputs_of(stage),
        log:
            stage.log,
        priority: priority_of(stage)
        # What it makes follows from what it reads, on a second try as on the first.
        retries: None if stage.on_node else 0
        localrule: not stage.on_node
        threads: cores(workflow) if stage.comes_first else 1
        params:
            receipt=stage.receipt,
            worker=BUILD.worker(stage),
        shell:
            "{RUN_MODULE:q} labbook.commands.with_worker {params.worker:q} make"
            " --order {input.order:q} --receipt {params.receipt:q} > {log:q} 2>&1"
