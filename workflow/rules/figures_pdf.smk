# Each figure as a PDF beside its SVG, when asked for: `snakemake --cores 2 figures_pdf`. A figure that
# is drawn anew takes its PDF away, so that none is of an earlier build.
# Needs: results/<lab>/. Makes: results/<lab>/<experiment>/figures/*.pdf.
from labbook.results_root import RESULTS


rule figures_pdf:
    input:
        lambda wildcards: map(settled, BUILD.figures),
    log:
        f"{RESULTS}/logs/figures_pdf.log",
    localrule: True
    shell:
        "{RUN_MODULE:q} labbook.commands.with_worker stages figures_pdf {input:q} > {log:q} 2>&1"
