"""A copy of the project whose trainer makes its runs up, and configs of very many of them."""

import shutil
from pathlib import Path

import yaml

from labbook.errors import LabbookError

ROOT = Path(__file__).parents[2]
COPIED = ("Snakefile", "pyproject.toml", "profiles", "templates", "workflow")
NO_TENSORFLOW = "def start_tensorflow(seed: int) -> None:\n    pass\n"
SEEDS = 5
# An axis of a config has no more.
MOST_VALUES = 1000
# By shape, the numbers of values of each axis for a thousand runs and for ten thousand.
SHAPES = {
    "grid": {1000: (20, 10), 10_000: (50, 40)},
    "line": {1000: (200,), 10_000: (2000,)},
    "cube": {1000: (10, 5, 4), 10_000: (20, 10, 10)},
    "experiments": {1000: (10,), 10_000: (100,)},
}
EXPERIMENTS = 20


def copied_project(folder: Path) -> Path:
    """The project in `folder`, to be changed there."""
    folder.mkdir(parents=True)
    unused = shutil.ignore_patterns("__pycache__")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=unused)
        else:
            shutil.copyfile(ROOT / name, folder / name)
    return folder


def make_runs_up(project: Path) -> None:
    """Let a copy of the project train nothing."""
    training = project / "workflow/labbook/training"
    shutil.copyfile(Path(__file__).with_name("made_up_training.py"), training / "keras_run.py")
    (training / "tensorflow_process.py").write_text(NO_TENSORFLOW, encoding="utf-8")


def write_config(folder: Path, shape: str, runs: int) -> None:
    """config.yaml of one lab; raises LabbookError for a number of runs that the shape has not."""
    if runs not in SHAPES[shape]:
        raise LabbookError(f"{shape} has no sweep of {runs} runs.")
    folder.mkdir(parents=True)
    text = yaml.safe_dump(config(shape, SHAPES[shape][runs]), sort_keys=False)
    (folder / "config.yaml").write_text(text, encoding="utf-8")


def config(shape: str, sizes: tuple[int, ...], seeds: int = SEEDS) -> dict[str, object]:
    """As YAML has it: a lab with a sweep of `sizes`, or with many sweeps side by side."""
    # From 0.001 to about 0.3, the best among them.
    rates = [float(f"{10 ** (-3 + 2.5 * step / sizes[0]):.4g}") for step in range(sizes[0])]
    others: dict[str, list[int]] = {}
    if len(sizes) > 1:
        others["batch_size"] = [10 + 10 * step for step in range(sizes[1])]
    if len(sizes) > 2:
        others["units"] = [4 + step for step in range(sizes[2])]
    swept = {
        "title": "A sweep",
        "question": "What is best?",
        "sweep": [
            {"learning_rate": rates[first : first + MOST_VALUES], **others}
            for first in range(0, len(rates), MOST_VALUES)
        ],
    }
    experiments = {"swept": swept}
    if shape == "experiments":
        experiments = {
            f"sweep_{place}": {**swept, "title": f"Sweep {place}", "batch_size": 10 + 10 * place}
            for place in range(EXPERIMENTS)
        }
    return {
        "student": {"first_name": "Jo", "last_name": "Doe", "group": "monday"},
        "course": "Deep Learning in Computer Vision",
        "course_code": "DLCV",
        "date": "Date",
        "dataset": "mnist-5k",
        "defaults": {
            "epochs": 12,
            "optimizer": "sgd",
            "batch_size": 50,
            "units": 4,
            "activation": "relu",
            "seeds": list(range(seeds)),
        },
        "labs": {"lab": {"title": "A lab", "assignment": "Lab", "experiments": experiments}},
    }
