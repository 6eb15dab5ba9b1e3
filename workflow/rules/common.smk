# How rules ask for files, and when Snakemake is to take a file for new (labbook/pipeline.py tells).
# Functions alone, in any order. What the rules put into a command is quoted there by `:q`, each word
# by itself, whatever the config or a folder's name holds.
from pathlib import Path
from tempfile import TemporaryDirectory

from labbook.build.shown_files import without_braces
from labbook.build.snakemake_door import caption
from labbook.results_root import RESULTS
from labbook.stages.stand_ins import ATTEMPTS
from labbook.workers.program import RUN_MODULE

# Of captions, for as long as --report takes.
CAPTIONS = TemporaryDirectory() if BUILD.shows else None


def option(name, *words):
    """The option with its words, or nothing without words."""
    return [name, *words] if words else []


def settled(file):
    """A file that a job reads. What -F or -R have made anew is handed on as Snakemake does."""
    return file if BUILD.hands_on(file) else ancient(file)


def made_or_ancient(file):
    """A file whose time says nothing unless this build makes it."""
    return file if BUILD.makes(file) else ancient(file)


def delivered(lab):
    """What the target of a lab asks for; for --report, what it shows of the lab as well."""
    if not BUILD.shows:
        return BUILD.deliverables(lab)
    return lambda wildcards: [
        *BUILD.deliverables(lab),
        *map(flagged(lab), BUILD.shown(lab)),
    ]


def flagged(lab):
    """Marks a file that --report shows, with its caption, which Snakemake wants in a file."""
    of_lab = BUILD.labs[lab].lab

    def flag(shown):
        category, group, title = without_braces(
            [f"{of_lab.assignment}: {of_lab.title}", shown.group, shown.title]
        )
        return report(
            shown.file,
            category=category,
            subcategory=group,
            labels={"what": title},
            caption=(
                caption(shown.caption_file(Path(CAPTIONS.name)))
                if shown.caption
                else None
            ),
        )

    return flag


def inputs_of(stage):
    """Input function: what the job reads, and its order, whose time decides (freshness/)."""

    def files(wildcards):
        job = BUILD.job(stage, wildcards)
        may_fail = stage.runs and stage.runs.may_fail
        runs = map(BUILD.standing_for, job.runs) if may_fail else []
        return {
            "order": job.order_path,
            # The record of an attempt comes with its bundle. A file of the user's, whose content
            # decides, is made by no rule, and braces in its name would be taken for wildcards.
            "files": [
                settled(file)
                for file in (*job.inputs, *runs)
                if file.startswith(f"{RESULTS}/") and not file.startswith(ATTEMPTS)
            ],
            "images": images_for(job),
        }

    return unpack(files)


def images_for(job):
    """The images that a job computes with, if it is to be carried out.

    Once what is made of them is made, the images need not be there any more.
    """
    if "dataset_file" in job.files and BUILD.hands_on(job.outputs[0]):
        return made_or_ancient(job.files["dataset_file"])
    return []


def outputs_of(stage):
    """`update`: the last good files stay until there are better ones."""
    return [update(pattern) for pattern in stage.outputs.values()]
