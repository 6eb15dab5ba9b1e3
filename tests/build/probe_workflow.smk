# Two small jobs, and a line of JSON for all that labbook.build.snakemake_door says of them.
import json
import logging
import os
import sys
from dataclasses import asdict

sys.path.insert(0, os.environ["PACKAGE_ROOT"])

from labbook.build import snakemake_door as door
from labbook.build.asked_for import only_looks


def tell(moment, **facts):
    with open("told.jsonl", "a") as file:
        file.write(json.dumps({"moment": moment, **facts}) + "\n")


def answer(function, *arguments):
    """What the function returns. Its error is an answer too: it must not spoil the other ones."""
    try:
        return function(*arguments)
    except Exception as error:
        return repr(error)


def facts_of(record):
    event = door.event_of(record)
    return {**asdict(event), "kind": event.kind.name}


def numbers_of_jobs():
    return {job.output: job.number for job in door.jobs_to_run(workflow)}


class Recorder(logging.Handler):
    def emit(self, record):
        name = str(getattr(record, "event", "message")).upper()
        tell(
            name,
            text=str(record.msg),
            exception=getattr(record, "exception", None),
            jobs=answer(numbers_of_jobs) if name == "RUN_INFO" else None,
            event=answer(facts_of, record),
        )

    def close(self):
        tell("closed")
        super().close()


def asked():
    arguments = door.arguments()
    return {
        "targets": sorted(arguments.targets),
        "keep_going": arguments.keep_going,
        "only_looks": only_looks(arguments),
    }


SETTINGS = (
    door.is_dry_run,
    door.is_main_process,
    door.is_quiet,
    door.wants_stock_output,
    door.shows_failed_logs,
    door.cores,
    door.jobs_at_once,
)
tell(
    "reading",
    settings={function.__name__: answer(function, workflow) for function in SETTINGS},
    asked=answer(asked),
    basedir=workflow.basedir,
    files=[
        handler.baseFilename
        for handler in door.log_handlers()
        if isinstance(handler, logging.FileHandler)
    ],
    stock=isinstance(door.stock_output(), logging.StreamHandler),
)
if "replace" in config:
    door.replace_log_handler(door.stock_output(), Recorder())
else:
    door.add_log_handler(Recorder())


def priority_of(wildcards):
    return int(wildcards.name == config.get("first", "a"))


def threads_of(wildcards):
    return 2


ENDINGS = {"well": "true", "failed": "exit 3", "interrupted": "kill -INT $$"}


onstart:
    tell("onstart", make=answer(door.includes_rule, workflow, "make"))
    tell("onstart", other=answer(door.includes_rule, workflow, "other"))
    if "keep" in config:
        door.keep_earlier_outputs(workflow)


def goals(wildcards):
    tell("input function", is_forced=answer(door.is_forced, workflow))
    return ["b.txt", "a.txt"]


rule all:
    input:
        goals,


rule make:
    output:
        update("{name}.txt"),
    log:
        "{name}.log",
    priority: priority_of
    threads: threads_of
    params:
        ending=ENDINGS[config.get("ends", "well")],
    shell:
        "cp {output} found || true; "
        "cp .snakemake/backups/{output} copied || true; "
        "{params.ending}; "
        "echo {threads} > {output}"


rule other:
    output:
        "other.txt",
    shell:
        "touch {output}"
