# The shape of Labbook's workflow without its work: what the tests of labbook.build build.
import os
import sys
from pathlib import Path

sys.path.insert(0, os.environ["PACKAGE_ROOT"])

from labbook.build.progress import install_progress
from labbook.build.job_counts import ShownRun
from labbook.build.snakemake_door import is_dry_run, is_main_process
from labbook.build.preflight import stopping
from labbook.errors import LabbookError

MODE = os.environ.get("MODE", "")
RUNS = "results/runs/{lab}/{experiment}/{run}.0a/"
NAMES = [f"adam_seed-{seed}" for seed in range(3)]
PLANNED = [
    ShownRun(
        lab="lab",
        experiment="opt",
        configuration="adam",
        name=name,
        work=0.04,
        job=RUNS.format(lab="lab", experiment="opt", run=name) + "history.csv",
        seal=RUNS.format(lab="lab", experiment="opt", run=name) + "history.csv",
        log=f"logs/lab/opt/{name}.log",
    )
    for name in NAMES
]

with open("asked", "a") as file:
    print("dry", is_dry_run(workflow), "main", is_main_process(workflow), file=file)
if MODE == "stop while parsing":
    with stopping():
        raise LabbookError("config.yaml: epochs must be at least 1.")


def explain(first_outputs):
    if MODE == "explain badly":
        raise ValueError("no reason")
    runs = [path for path in first_outputs if path.endswith("history.csv")]
    return [f"{len(runs)} runs: never built"], [f"stage {n}: changed" for n in range(8)]


install_progress(
    workflow,
    PLANNED,
    {"compose_report": 240.0},
    Path("results"),
    explain if MODE.startswith("explain") else None,
)


onstart:
    if MODE == "stop on start":
        with stopping():
            raise LabbookError("Pango is missing.")


rule all:
    input:
        "results/lab/report.pdf",


rule train_run:
    output:
        history=RUNS + "history.csv",
        timing=RUNS + "timing.json",
    log:
        "logs/{lab}/{experiment}/{run}.log",
    params:
        fails=lambda wildcards: int(
            MODE in ("fail", "crash") and wildcards.run == NAMES[1]
        ),
        last="labbook: the disk is full." if MODE == "fail" else "Segmentation fault",
        seconds=os.environ.get("SECONDS_PER_RUN", "0"),
    shell:
        """
        (
            echo first line
            sleep {params.seconds}
            if [ {params.fails} = 1 ]; then
                echo "{params.last}"
                exit 2
            fi
            echo a >{output.history}
            echo '{{"wall_seconds": 300}}' >{output.timing}
        ) >{log} 2>&1
        """


rule draw_figures:
    input:
        [run.job for run in PLANNED],
    output:
        "results/{lab}/{experiment}/figures.json",
    run:
        Path(output[0]).write_text("drawn")


rule compose_report:
    input:
        "results/lab/opt/figures.json",
    output:
        "results/lab/report.pdf",
    shell:
        "echo report > {output}"
