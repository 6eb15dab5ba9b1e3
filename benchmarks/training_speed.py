"""How much less CPU time the project's training loop takes than plain `model.fit`.

Trains each of Lab 3's configurations for a few epochs on one core with both, alternating, each
time in a fresh interpreter; validation is included in both. CPU time is counted, which other work
on the machine still lengthens through shared caches: on both sides, not quite alike. The default
takes about twenty minutes on full MNIST. With --dropout, it trains networks with dropout instead,
each beside the same without; with --regularized, networks with batch normalization and L2; with
--augmentation, networks on augmented images, on the other side by Keras's layers for that.
"""

# ruff: noqa: E402 (the package is not installed: its folder comes onto the path first)
import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "workflow"))

from speed.augmentation import augmentation_lines, augmented_configurations
from speed.comparison import Comparison, as_json, geometric_mean, table_lines, verdict_lines
from speed.configurations import Configuration, lab3_configurations
from speed.dataset_file import dataset_file
from speed.dropout import dropout_configurations, dropout_lines
from speed.machine import machine, machine_line
from speed.regularized import regularized_configurations, regularized_lines
from speed.side_times import side_times, train_once

from labbook.artifacts.json_file import write_json
from labbook.command_line import run_command


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=_at_least(2), default=3, help="an epoch compiles (3)")
    parser.add_argument("--rounds", type=_at_least(1), default=3, help="trainings of a side (3)")
    parser.add_argument("--dataset", default="mnist", choices=["mnist", "mnist-5k"])
    parser.add_argument("--dataset-file", type=Path, help="an .npz that a build has made")
    parser.add_argument("--config", type=Path, default=ROOT / "config.yaml")
    parser.add_argument("--only", default="", help="configurations with this in their title")
    parser.add_argument("--dropout", action="store_true", help="instead, what dropout costs")
    parser.add_argument(
        "--regularized", action="store_true", help="instead, batch normalization and an L2 penalty"
    )
    parser.add_argument("--augmentation", action="store_true", help="instead, with augmentation")
    parser.add_argument("--json", type=Path, help="write the numbers there, too")
    arguments = parser.parse_args(argv)

    described = machine()
    print(machine_line(described), flush=True)
    with tempfile.TemporaryDirectory() as directory:
        dataset = dataset_file(arguments.dataset, arguments.dataset_file, Path(directory))
        comparisons = []
        if arguments.dropout:
            configurations = dropout_configurations(arguments.dataset, arguments.only)
        elif arguments.regularized:
            configurations = regularized_configurations(arguments.dataset, arguments.only)
        elif arguments.augmentation:
            configurations = augmented_configurations(arguments.dataset, arguments.only)
        else:
            configurations = lab3_configurations(
                arguments.config, arguments.dataset, arguments.only
            )
        all_runs = sum(configuration.runs for configuration in configurations)
        for configuration in configurations:
            comparison = compare(
                configuration, all_runs, dataset, arguments.epochs, arguments.rounds
            )
            comparisons.append(comparison)
            print(f"{comparison.title}: {comparison.ratio:.2f}", file=sys.stderr, flush=True)

    conclusion = verdict_lines
    if arguments.dropout or arguments.regularized:
        conclusion = dropout_lines if arguments.dropout else regularized_lines
    if arguments.augmentation:
        conclusion = augmentation_lines
    print("\n".join(["", *table_lines(comparisons), "", *conclusion(comparisons)]))
    if arguments.json is not None:
        ratios = [comparison.ratio for comparison in comparisons]
        write_json(
            arguments.json,
            {
                "machine": described,
                "dataset": arguments.dataset,
                "epochs": arguments.epochs,
                "rounds": arguments.rounds,
                "geometric_mean": geometric_mean(ratios),
                "least": min(ratios),
                "configurations": as_json(comparisons),
            },
        )


def compare(
    configuration: Configuration, all_runs: int, dataset: Path, epochs: int, rounds: int
) -> Comparison:
    """Train `rounds` times with each side in turn."""
    spec = configuration.for_epochs(epochs)
    trainings = [
        {side: train_once(side, spec, dataset) for side in ("compiled", "fit")}
        for _ in range(rounds)
    ]
    return Comparison(
        configuration.title,
        configuration.spec.epochs,
        configuration.runs,
        all_runs,
        compiled=side_times([training["compiled"] for training in trainings]),
        fit=side_times([training["fit"] for training in trainings]),
    )


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"{value} is less than {least}")
        return value

    return number


if __name__ == "__main__":
    run_command(main)
