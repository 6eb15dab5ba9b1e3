"""How much less CPU time the project's full-batch epochs take than a textbook's, in NumPy alone.

An epoch is a step on all training images and a look at the test images. Both sides start from the
same weights, work on one core and take turns; their losses have to agree. Beside it: which share a
step reaches of what this core can do, in matrix products and in reading memory.
"""

# ruff: noqa: E402 (the package is not installed: its folder comes onto the path first)
import argparse
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

# One core. Whichever library multiplies reads its variable when NumPy is imported.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "workflow"))

import numpy as np
from speed.dataset_file import dataset_file
from speed.machine import machine, machine_line
from textbook.comparison import Comparison, Round, Share, table_lines, verdict_lines
from textbook.machine_rates import MATRIX_RATES, READ_RATES
from textbook.networks import chosen_networks, product_operations
from textbook.sides import our_side, textbook_side

from labbook.artifacts.dataset import Dataset, read_dataset
from labbook.artifacts.json_file import write_json
from labbook.artifacts.spec import Spec
from labbook.command_line import run_command


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=5, help="of a round, at least 1 (5)")
    parser.add_argument("--rounds", type=int, default=7, help="at least 1 (7)")
    parser.add_argument("--dataset", default="mnist", choices=["mnist", "mnist-5k"])
    parser.add_argument("--dataset-file", type=Path, help="an .npz that a build has made")
    parser.add_argument("--only", default="", help="networks with this in their name")
    parser.add_argument("--json", type=Path, help="write the numbers there, too")
    arguments = parser.parse_args(argv)

    networks = chosen_networks(arguments.only)
    described = machine()
    print(machine_line(described), flush=True)
    with tempfile.TemporaryDirectory() as directory:
        dataset = read_dataset(
            dataset_file(arguments.dataset, arguments.dataset_file, Path(directory))
        )
    comparisons, shares = [], []
    for name, spec in networks.items():
        comparison = compare(name, spec, dataset, arguments.epochs, arguments.rounds)
        comparison.check()
        comparisons.append(comparison)
        shares += shares_of(comparison, spec, dataset)
        print(f"{name}: {comparison.ratio:.2f}", file=sys.stderr, flush=True)

    print("\n".join(["", *table_lines(comparisons), "", *verdict_lines(comparisons, shares)]))
    if arguments.json is not None:
        write_json(
            arguments.json,
            {
                "machine": described,
                "images": len(dataset.train_images),
                "networks": [{"ratio": one.ratio, **asdict(one)} for one in comparisons],
                "shares": [asdict(one) for one in shares],
            },
        )


def compare(name: str, spec: Spec, dataset: Dataset, epochs: int, rounds: int) -> Comparison:
    """Train on with each side in turn; a first epoch of each is not counted."""
    ours, textbook = our_side(spec, dataset), textbook_side(spec, dataset)
    rates = MATRIX_RATES if spec.hidden else READ_RATES
    ours()
    textbook()
    return Comparison(
        name,
        tuple(
            Round(
                ours=tuple(ours() for _ in range(epochs)),
                textbook=tuple(textbook() for _ in range(epochs)),
                rates={rate: measure(dataset.train_images) for rate, measure in rates.items()},
            )
            for _ in range(rounds)
        ),
    )


def shares_of(comparison: Comparison, spec: Spec, dataset: Dataset) -> list[Share]:
    """Of the matrix products with hidden units; without, of the reading: for each number of the
    images that comes from memory, one neuron has four operations.
    """
    n, pixels = len(dataset.train_images), dataset.train_images[0].size
    if spec.hidden:
        work = n * product_operations(spec, pixels)
        return [comparison.share(work, rate, "Gflop") for rate in MATRIX_RATES]
    work = n * pixels * np.dtype(np.float32).itemsize
    return [comparison.share(work, rate, "GB") for rate in READ_RATES]


if __name__ == "__main__":
    run_command(main)
