# The report: composed to one HTML page, typeset to PDF.
# Needs: summaries, findings, figures, templates/. Makes: results/<lab>/report.html, report.pdf.
TEMPLATES = sorted(
    str(path)
    for path in (ROOT / "templates").rglob("*")
    if path.suffix in {".j2", ".css", ".ttf"}
)


rule compose:
    input:
        plan="results/plans/{lab}.json",
        findings="results/{lab}/findings.json",
        experiments=lambda wildcards: [
            f"results/{wildcards.lab}/{experiment.name}/{name}"
            for experiment in LABS[wildcards.lab].experiments
            for name in ("summary.json", "figures/figures.json")
        ],
        templates=TEMPLATES,
    output:
        "results/{lab}/report.html",
    log:
        "results/logs/{lab}/compose.log",
    params:
        code=code("commands.compose"),
        results="results/{lab}",
    shell:
        "{COMMAND}compose"
        " --plan {input.plan:q}"
        " --results {params.results:q}"
        " --output {output:q}"
        " > {log:q} 2>&1"


rule typeset:
    input:
        "results/{lab}/report.html",
    output:
        "results/{lab}/report.pdf",
    log:
        "results/logs/{lab}/typeset.log",
    params:
        code=code("commands.typeset"),
    shell:
        "{COMMAND}typeset" " --input {input:q}" " --output {output:q}" " > {log:q} 2>&1"
