# From config.yaml to lab reports. `snakemake --cores 4` builds every lab's report,
# `snakemake --cores 4 lab3_keras` one lab's, `snakemake --cores 4 hand_in` the archives,
# `snakemake --cores 1 leftovers` lists the runs that no plan names any more, `snakemake --cores 1 runs`
# all that were trained.
import sys
from pathlib import Path

ROOT = Path(workflow.basedir)
sys.path.insert(0, str(ROOT / "workflow"))

from labbook.build.preflight import check_packages, check_system, stopping

with stopping():
    check_system()
    check_packages(ROOT / "pyproject.toml")

from labbook import results_root

# `--config draft=true`: a draft of the reports, in a folder of its own.
results_root.settle(bool(config.get("draft")))

# Only now: it needs the packages.
from labbook.pipeline import read_pipeline

BUILD = read_pipeline(workflow)


include: "workflow/rules/common.smk"
include: "workflow/rules/train.smk"
include: "workflow/rules/stages.smk"
include: "workflow/rules/hand_in.smk"
include: "workflow/rules/leftovers.smk"
include: "workflow/rules/questions.smk"
include: "workflow/rules/figures_pdf.smk"


wildcard_constraints:
    lab="|".join(BUILD.labs),
    experiment="|".join(BUILD.experiments),
    run=r"[A-Za-z0-9_.+-]+",
    key="[0-9a-f]{12}",


rule all:
    default_target: True
    input:
        [delivered(lab) for lab in BUILD.labs],


for lab in BUILD.labs:

    rule:
        name:
            lab
        input:
            delivered(lab),


onstart:
    BUILD.begin()


onsuccess:
    BUILD.end()
