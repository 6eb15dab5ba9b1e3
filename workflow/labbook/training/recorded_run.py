"""One training from its spec to a whole, sealed directory."""

import json
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.dataset import Dataset
from labbook.artifacts.epoch_line import epoch_line
from labbook.artifacts.evaluation import write_evaluation
from labbook.artifacts.gradients import FILE_NAME as GRADIENTS
from labbook.artifacts.gradients import write_gradients
from labbook.artifacts.history import write_history
from labbook.artifacts.json_file import write_json
from labbook.artifacts.predictions import Predictions, write_predictions
from labbook.artifacts.provenance import Provenance, checksums, write_provenance
from labbook.artifacts.run_directory import whole_directory
from labbook.artifacts.seal import write_seal
from labbook.artifacts.spec import Spec
from labbook.artifacts.unit_states import FILE_NAME as UNITS
from labbook.artifacts.unit_states import write_unit_states
from labbook.artifacts.weights import write_weights
from labbook.training.trained_run import EpochMetrics, Train
from labbook.training.written_run import check_written

# A run's log has about this many lines for any number of epochs.
LOG_LINES = 20


class Clock:
    """Seconds since a run's job began, in a process that may have done others before."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.monotonic(), time.process_time()
        _forget_peak_memory()

    @property
    def wall_seconds(self) -> float:
        return time.monotonic() - self._wall

    @property
    def cpu_seconds(self) -> float:
        """Of all threads of this process."""
        return time.process_time() - self._cpu


@dataclass(frozen=True)
class Origin:
    """What the provenance says beside the spec: the key, what went into it, and on what it ran."""

    key: str
    dataset_sha256: str
    code: dict[str, str]
    versions: dict[str, str]
    processor: dict[str, str]


def record_run(
    train: Train, spec: Spec, dataset: Dataset, origin: Origin, output: Path, clock: Clock
) -> None:
    """Train `spec` on `dataset` with an engine's `train` and leave the run's directory at `output`.

    `clock`: begun with the job. Raises LabbookError if what was written is not whole.
    """
    print(f"{json.dumps(spec.to_dict())}\nstart-up {clock.cpu_seconds:.1f} s of CPU", flush=True)
    every = max(1, spec.epochs // LOG_LINES)

    def report(epoch: int, held_out: EpochMetrics) -> None:
        if epoch % every == 0 or epoch in (1, spec.epochs):
            said = (
                f"held-out loss {held_out.loss:.4g}, accuracy {held_out.accuracy:.4f}, "
                f"{clock.cpu_seconds:.1f} s of CPU"
            )
            print(epoch_line(epoch, spec.epochs, said), flush=True)

    with whole_directory(output) as directory:
        run = train(spec, dataset, report)
        write_json(directory / "spec.json", spec.to_dict())
        write_history(directory / "history.csv", run.history)
        write_predictions(directory / "predictions.npz", Predictions(run.probabilities, run.labels))
        write_weights(directory / "weights.npz", run.weights)
        write_evaluation(directory / "evaluation.json", run.evaluation)
        if run.gradients:
            write_gradients(directory / GRADIENTS, run.gradients)
        if run.units:
            write_unit_states(directory / UNITS, run.units)
        write_provenance(
            directory,
            Provenance(
                key=origin.key,
                seed=spec.seed,
                dataset={"name": spec.dataset, "sha256": origin.dataset_sha256},
                versions=origin.versions,
                git_commit=git_commit(Path(__file__).parent),
                files=checksums(directory, sorted(path.name for path in directory.iterdir())),
                code=origin.code,
                processor=origin.processor,
            ),
        )
        write_json(
            directory / "timing.json",
            {
                "cpu_seconds": clock.cpu_seconds,
                "training_cpu_seconds": run.training_cpu_seconds,
                "wall_seconds": clock.wall_seconds,
                "epochs": len(run.history.epochs),
                "peak_memory_mib": _peak_memory_mib(),
            },
        )
        check_written(directory, spec)
        write_seal(directory)
    if len(run.history.epochs) < spec.epochs:
        print(f"ended after epoch {len(run.history.epochs)}")
    print(f"trained in {clock.cpu_seconds:.1f} s of CPU, {_peak_memory_mib():.0f} MiB at most")


def _forget_peak_memory() -> None:
    """Let the kernel count anew where it can (Linux, `man 5 proc_pid_clear_refs`)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak_memory_mib() -> float:
    """Largest resident set of this process, since `_forget_peak_memory` where there is /proc."""
    with suppress(OSError, StopIteration):
        status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        return int(next(line for line in status if line.startswith("VmHWM:")).split()[1]) / 2**10
    if sys.platform == "win32":
        import psutil

        return float(psutil.Process().memory_info().peak_wset) / 2**20

    import resource

    # Linux counts in KiB, macOS in bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def git_commit(directory: Path) -> str | None:
    """The commit checked out around `directory`, with `+` after it if files differ from it.

    None outside a Git checkout or without Git.
    """

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(directory), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    try:
        return git("rev-parse", "HEAD") + ("+" if git("status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError):
        return None
