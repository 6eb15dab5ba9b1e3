"""By how much recording the gradients of each layer slows down training.

Deep networks of narrow layers train in one process, with the probe and without in turn, on one
core. Both have to end with the same weights, bit by bit.
"""

# ruff: noqa: E402 (the package is not installed: its folder comes onto the path first)
import argparse
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "workflow"))

from recording.networks import ACTIVATIONS, DEPTHS, network
from recording.sides import compare, table_lines, verdict_line
from speed.dataset_file import dataset_file
from speed.machine import machine, machine_line

from labbook.artifacts.dataset import read_dataset
from labbook.artifacts.json_file import write_json
from labbook.command_line import run_command
from labbook.errors import LabbookError
from labbook.training.tensorflow_process import start_tensorflow


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=5, help="of each side, at least 1 (5)")
    parser.add_argument("--dataset", default="mnist", choices=["mnist", "mnist-5k"])
    parser.add_argument("--dataset-file", type=Path, help="an .npz that a build has made")
    parser.add_argument("--depths", type=int, nargs="+", default=list(DEPTHS))
    parser.add_argument("--activations", nargs="+", default=list(ACTIVATIONS))
    parser.add_argument("--json", type=Path, help="write the numbers there, too")
    arguments = parser.parse_args(argv)

    described = machine()
    print(machine_line(described), flush=True)
    with tempfile.TemporaryDirectory() as directory:
        dataset = read_dataset(
            dataset_file(arguments.dataset, arguments.dataset_file, Path(directory))
        )
    start_tensorflow(0)
    found = []
    for depth in arguments.depths:
        for activation in arguments.activations:
            title = f"{depth} hidden layers, {activation}"
            times = compare(title, network(depth, activation), dataset, arguments.epochs)
            print(f"{title}: {times.ratio:.2f}", file=sys.stderr, flush=True)
            found.append(times)
    print("\n".join(["", *table_lines(found), "", verdict_line(found)]))
    if arguments.json is not None:
        numbers = [{"ratio": one.ratio, **asdict(one)} for one in found]
        write_json(
            arguments.json,
            {"machine": described, "images": len(dataset.train_images), "networks": numbers},
        )
    if not all(one.same for one in found):
        raise LabbookError("Recording has changed what is trained.")


if __name__ == "__main__":
    run_command(main)
