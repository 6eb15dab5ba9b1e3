"""The two workflows that are compared, each in a folder of its own."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import yaml

from labbook.errors import LabbookError

SEEDS = 10
# A setting that changes what is compiled: each of its values is a job of its own.
UNITS = 10

BARE_SNAKEFILE = """\
rule all:
    input:
        expand("out/{{i}}.txt", i=range({runs})),


rule trivial:
    output:
        "out/{{i}}.txt",
    shell:
        "touch {{output}}"
"""


@dataclass(frozen=True)
class Side:
    """A folder to call Snakemake in, and the Snakefile to call it with."""

    name: str
    folder: Path
    snakefile: Path


def bare_side(folder: Path, runs: int, profiles: Path) -> Side:
    """Nothing but as many jobs, none of which reads anything, under the same profile."""
    shutil.copytree(profiles, folder / "profiles")
    snakefile = folder / "Snakefile"
    snakefile.write_text(BARE_SNAKEFILE.format(runs=runs), encoding="utf-8")
    return Side("bare", folder, snakefile)


def labbook_side(folder: Path, runs: int, snakefile: Path) -> Side:
    """One experiment of so many runs, swept over two settings and seeds."""
    folder.mkdir()
    text = yaml.safe_dump(swept_config(runs), sort_keys=False)
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return Side("labbook", folder, snakefile)


def swept_config(runs: int, seeds: int = SEEDS) -> dict[str, object]:
    """Raises LabbookError for a number of runs that no such sweep comes to."""
    batch_sizes, left = divmod(runs, UNITS * seeds)
    if left or not runs:
        raise LabbookError(f"{runs} runs are no multiple of {UNITS * seeds}.")
    sweep = {
        "batch_size": [10 + size for size in range(batch_sizes)],
        "units": [64 + more for more in range(UNITS)],
    }
    return {
        "student": {"first_name": "Jo", "last_name": "Doe", "group": "monday"},
        "course": "Deep Learning in Computer Vision",
        "course_code": "DLCV",
        "date": "Date",
        # Whose content is known beforehand: a dry run reads no images.
        "dataset": "mnist-5k",
        "defaults": {"epochs": 100, "optimizer": "sgd", "activation": "relu"},
        "labs": {
            "lab": {
                "title": "A lab",
                "assignment": "Lab",
                "experiments": {
                    "swept": {
                        "title": "A sweep",
                        "question": "How long does the plan take?",
                        "seeds": list(range(seeds)),
                        "sweep": sweep,
                    }
                },
            }
        },
    }
