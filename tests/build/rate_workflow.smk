# Jobs in a row, and how often Snakemake looks which to start.
import os
import sys

sys.path.insert(0, os.environ["PACKAGE_ROOT"])

from snakemake.scheduling.job_scheduler import JobScheduler

from labbook.build.snakemake_door import start_jobs_at_any_rate

LOOKS = []
look = JobScheduler.job_selector


def count(scheduler, jobs):
    LOOKS.append(len(jobs))
    return look(scheduler, jobs)


JobScheduler.job_selector = count


rule all:
    input:
        expand("made/{number}", number=range(10)),


rule make:
    output:
        touch("made/{number}"),
    shell:
        "sleep 0.5"


onstart:
    if "unlimited" in config:
        start_jobs_at_any_rate(workflow)


onsuccess:
    print("looks:", len(LOOKS))
