# From runs to facts: what each experiment's runs come to, and what can be said of them.
# Needs: results/runs/, results/plans/. Makes: results/<lab>/<experiment>/summary.*,
# results/<lab>/metrics.csv, results/<lab>/findings.json.


def run_files(*names):
    """Input function: these files of all runs of an experiment."""

    def files(wildcards):
        experiment = EXPERIMENTS[wildcards.lab, wildcards.experiment]
        return [
            f"{run.directory}/{name}"
            for configuration in experiment.configurations
            for run in configuration.runs
            for name in names
        ]

    return files


rule summarize:
    input:
        plan="results/plans/{lab}/{experiment}.json",
        runs=run_files(
            "history.csv",
            "predictions.npz",
            "evaluation.json",
            "provenance.json",
            "timing.json",
        ),
    output:
        json="results/{lab}/{experiment}/summary.json",
        csv="results/{lab}/{experiment}/summary.csv",
    log:
        "results/logs/{lab}/{experiment}/summarize.log",
    params:
        code=code("commands.summarize"),
    shell:
        "{COMMAND}summarize"
        " --plan {input.plan:q}"
        " --output-json {output.json:q}"
        " --output-csv {output.csv:q}"
        " > {log:q} 2>&1"


rule find:
    input:
        plan="results/plans/{lab}.json",
        summaries=lambda wildcards: [
            f"results/{wildcards.lab}/{experiment.name}/summary.json"
            for experiment in LABS[wildcards.lab].experiments
        ],
    output:
        findings="results/{lab}/findings.json",
        metrics="results/{lab}/metrics.csv",
    log:
        "results/logs/{lab}/find.log",
    params:
        code=code("commands.find"),
    shell:
        "{COMMAND}find"
        " --plan {input.plan:q}"
        " --summary {input.summaries:q}"
        " --findings {output.findings:q}"
        " --metrics {output.metrics:q}"
        " > {log:q} 2>&1"
