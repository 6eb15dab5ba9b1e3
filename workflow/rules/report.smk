# The report: composed to one HTML page, typeset to PDF.
# Needs: summaries, findings, figures, templates/. Makes: results/<lab>/report.html, report.pdf.


rule compose:
    input:
        inputs_of(COMPOSE),
    output:
        outputs_of(COMPOSE),
    log:
        "results/logs/{lab}/compose.log",
    params:
        receipt=COMPOSE.receipt,
    shell:
        MAKE


rule typeset:
    input:
        inputs_of(TYPESET),
    output:
        outputs_of(TYPESET),
    log:
        "results/logs/{lab}/typeset.log",
    params:
        receipt=TYPESET.receipt,
    shell:
        MAKE
