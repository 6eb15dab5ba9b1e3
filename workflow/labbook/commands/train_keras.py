"""Train one run with Keras and leave its directory, whole."""

import argparse
import json
import sys
import time
from pathlib import Path

from labbook.artifacts.dataset import content_sha256, read_dataset
from labbook.artifacts.evaluation import write_evaluation
from labbook.artifacts.history import write_history
from labbook.artifacts.json_file import write_json
from labbook.artifacts.planned_spec import read_planned_spec
from labbook.artifacts.predictions import Predictions, write_predictions
from labbook.artifacts.provenance import Provenance, checksums, write_provenance
from labbook.artifacts.run_directory import whole_directory
from labbook.artifacts.seal import write_seal
from labbook.artifacts.weights import write_weights
from labbook.command_line import run_command
from labbook.errors import LabbookError
from labbook.run_key import circumstances
from labbook.training.compiled_epoch import EpochMetrics
from labbook.training.git_commit import git_commit
from labbook.training.keras_run import train
from labbook.training.tensorflow_process import start_tensorflow
from labbook.training.written_run import check_written

# A run's log has about this many lines, whatever its number of epochs.
LOG_LINES = 20


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plan", required=True, type=Path, help="the experiment's plan")
    parser.add_argument("--key", required=True, help="which of its runs")
    parser.add_argument("--dataset-file", required=True, type=Path)
    parser.add_argument("--dataset-sha256", required=True, help="content checksum it must have")
    parser.add_argument("--output-directory", required=True, type=Path)
    arguments = parser.parse_args(argv)
    wall_start = time.monotonic()

    spec = read_planned_spec(arguments.plan, arguments.key)
    dataset = read_dataset(arguments.dataset_file)
    found = content_sha256(dataset)
    if found != arguments.dataset_sha256:
        raise LabbookError(
            f"{arguments.dataset_file} has the content checksum {found} instead of "
            f"{arguments.dataset_sha256}; delete it and build again."
        )

    now = circumstances(spec.model, found)
    if now.key(spec) != arguments.key:
        raise LabbookError(
            "The code that trains, or a library, has changed since the build began; build again."
        )

    start_tensorflow(spec.seed)
    print(f"{json.dumps(spec.to_dict())}\nstart-up {time.process_time():.1f} s of CPU", flush=True)
    every = max(1, spec.epochs // LOG_LINES)

    def report(epoch: int, validation: EpochMetrics) -> None:
        if epoch % every == 0 or epoch in (1, spec.epochs):
            print(
                f"epoch {epoch}/{spec.epochs}: validation loss {validation.loss:.4g}, "
                f"accuracy {validation.accuracy:.4f}, {time.process_time():.1f} s of CPU",
                flush=True,
            )

    with whole_directory(arguments.output_directory) as directory:
        run = train(spec, dataset, report)
        write_json(directory / "spec.json", spec.to_dict())
        write_history(directory / "history.csv", run.history)
        write_predictions(directory / "predictions.npz", Predictions(run.probabilities, run.labels))
        write_weights(directory / "weights.npz", run.weights)
        write_evaluation(directory / "evaluation.json", run.evaluation)
        write_provenance(
            directory,
            Provenance(
                key=arguments.key,
                seed=spec.seed,
                dataset={"name": spec.dataset, "sha256": found},
                versions=now.versions,
                git_commit=git_commit(Path(__file__).parent),
                files=checksums(directory, sorted(path.name for path in directory.iterdir())),
                code=now.code,
            ),
        )
        write_json(
            directory / "timing.json",
            {
                "cpu_seconds": time.process_time(),
                "training_cpu_seconds": run.training_cpu_seconds,
                "wall_seconds": time.monotonic() - wall_start,
                "epochs": len(run.history.epochs),
                "peak_memory_mib": _peak_memory_mib(),
            },
        )
        check_written(directory, spec)
        write_seal(directory)
    print(f"trained in {time.process_time():.1f} s of CPU, {_peak_memory_mib():.0f} MiB at most")


def _peak_memory_mib() -> float:
    """Largest resident set of this process."""
    if sys.platform == "win32":
        import psutil

        return float(psutil.Process().memory_info().peak_wset) / 2**20

    import resource

    # Linux counts in KiB, macOS in bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


if __name__ == "__main__":
    run_command(main)
