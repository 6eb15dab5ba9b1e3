"""Labs of a few short runs, and a build of them that tests let go on while they look."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from real_build import ROOT, SNAKEMAKE, environment

LONGEST_WAIT = 400.0
KERAS, SCRATCH = "keras", "scratch"
EXPERIMENT = "size"
LABS = {
    KERAS: ({"defaults": {"optimizer": "adam", "batch_size": 100}}, [4]),
    SCRATCH: ({"engine": "numpy", "defaults": {"learning_rate": 0.5}}, [4, 8, 16]),
}


def write_config(folder: Path, *labs: str) -> None:
    """config.yaml of `labs`, in a new folder: of each configuration two runs."""
    config = {
        "student": {"first_name": "Ada", "last_name": "Lovelace", "group": "thursday"},
        "course": "Neural networks",
        "course_code": "NN",
        "date": "1 June",
        "dataset": "digits",
        "defaults": {"epochs": 2, "activation": "relu", "seeds": [0, 1]},
        "labs": {
            lab: {
                "title": f"Small digits, {lab}",
                "assignment": lab,
                **settings,
                "experiments": {
                    EXPERIMENT: {
                        "title": "Size",
                        "question": "How many units does the hidden layer need?",
                        "sweep": {"units": units},
                    }
                },
            }
            for lab, (settings, units) in LABS.items()
            if lab in labs
        },
    }
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False))


class Build:
    def __init__(self, process: "subprocess.Popen[bytes]", said: Path) -> None:
        self.process = process
        self._said = said

    @property
    def said(self) -> str:
        return self._said.read_text("utf-8")

    def until(self, happens: Callable[[], bool]) -> None:
        """Wait; fail if the build ends before that."""
        end = time.monotonic() + LONGEST_WAIT
        while not happens():
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.2)

    def end(self) -> int:
        """Wait for the end of it; its exit code."""
        return self.process.wait(timeout=LONGEST_WAIT)


@contextmanager
def building(folder: Path, *arguments: str, **variables: str) -> Iterator[Build]:
    """A build in `folder` that has begun, and ends with the context."""
    said = folder.with_suffix(".said")
    with said.open("wb") as file:
        process = subprocess.Popen(
            [str(SNAKEMAKE), "--snakefile", str(ROOT / "Snakefile"), *arguments],
            cwd=folder,
            env=environment(folder) | variables,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Build(process, said)
    finally:
        process.kill()
