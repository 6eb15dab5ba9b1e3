"""How long networks with convolutions train in the project's plain graph, beside `model.fit`.

Trains each network for a few epochs on one core with each side in turn, each time in a fresh
interpreter; validation is included in all. CPU time and wall time of an epoch are printed, the
first epoch left out. With --xla, the loop of the dense networks is measured, too, without
deterministic operations, as XLA has no deterministic gradient of max pooling. With --augmentation,
the images are augmented, on the side of `model.fit` by Keras's layers.
"""

# ruff: noqa: E402 (the package is not installed: its folder comes onto the path first)
import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "workflow"))

from speed.augmentation import AUGMENTATION
from speed.convolutions import NETWORKS, convolution_spec
from speed.dataset_file import dataset_file
from speed.epoch_times import EpochTimes, epoch_times
from speed.machine import machine, machine_line
from speed.side_times import train_once

from labbook.artifacts.json_file import write_json
from labbook.command_line import run_command

# At least as fast as `model.fit`.
RATIO_TARGET = 1.0
SIDES = {"compiled": "the graph", "fit": "model.fit", "xla": "XLA"}


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=3, help="two at least (3)")
    parser.add_argument("--rounds", type=int, default=3, help="trainings of a side (3)")
    parser.add_argument("--dataset", default="mnist-5k", choices=["mnist", "mnist-5k"])
    parser.add_argument("--dataset-file", type=Path, help="an .npz that a build has made")
    parser.add_argument("--only", default="", help="networks with this in their title")
    parser.add_argument("--xla", action="store_true", help="XLA as well, not deterministic")
    parser.add_argument("--augmentation", action="store_true", help="on augmented images")
    parser.add_argument("--json", type=Path, help="write the numbers there, too")
    arguments = parser.parse_args(argv)
    if arguments.epochs < 2 or arguments.rounds < 1:
        parser.error("it takes two epochs at least, of which the first is left out, and one round")

    described = machine()
    print(machine_line(described), flush=True)
    sides = [side for side in SIDES if side != "xla" or arguments.xla]
    found: dict[str, dict[str, EpochTimes]] = {}
    with tempfile.TemporaryDirectory() as directory:
        dataset = dataset_file(arguments.dataset, arguments.dataset_file, Path(directory))
        for title in NETWORKS:
            if arguments.only not in title:
                continue
            spec = convolution_spec(title, arguments.epochs)
            if arguments.augmentation:
                spec = replace(spec, augmentation=AUGMENTATION)
            trainings: dict[str, list[dict[str, Any]]] = {side: [] for side in sides}
            for _ in range(arguments.rounds):
                for side in sides:
                    trainings[side].append(train_once(side, spec, dataset))
                    seconds = epoch_times(trainings[side]).cpu
                    print(f"{title}: {SIDES[side]} {seconds:.2f}", file=sys.stderr, flush=True)
            found[title] = {side: epoch_times(of_side) for side, of_side in trainings.items()}
    print("\n".join(["", *_lines(found)]))
    if arguments.json is not None:
        networks = {
            title: {side: vars(times) for side, times in of_each.items()}
            for title, of_each in found.items()
        }
        write_json(arguments.json, {"machine": described, "networks": networks})


def _lines(found: dict[str, dict[str, EpochTimes]]) -> list[str]:
    lines = []
    for title, of_each in found.items():
        lines.append(title)
        lines += [
            f"  {SIDES[side]:10}{times.cpu:8.2f} s of CPU an epoch{times.wall:8.2f} s by the clock"
            for side, times in of_each.items()
        ]
        ours = of_each["compiled"]
        ratio = of_each["fit"].cpu / ours.cpu
        met = "met" if ratio >= RATIO_TARGET else "NOT met"
        lines.append(
            f"  model.fit to the graph: {ratio:.2f} in CPU time (target at least "
            f"{RATIO_TARGET:g}: {met}), {of_each['fit'].wall / ours.wall:.2f} by the clock"
        )
        if "xla" in of_each:
            lines.append(f"  XLA to the graph: {of_each['xla'].cpu / ours.cpu:.2f} in CPU time")
    return lines or ["No network has that in its title."]


if __name__ == "__main__":
    run_command(main)
