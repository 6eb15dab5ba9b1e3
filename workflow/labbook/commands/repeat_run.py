"""Train a run again, here, and say in one sentence whether it is the same.

    labbook.commands.with_worker repeat repeat_run results/runs/LAB/EXPERIMENT/RUN.KEY

Ends with 0 if it is, bit for bit or, on another kind of processor, within what rounding can do;
with 1 if it is not.
"""

import argparse
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

from labbook.artifacts.dataset import Dataset, read_checked_dataset
from labbook.artifacts.evaluation import read_evaluation
from labbook.artifacts.history import read_history
from labbook.artifacts.json_file import read_json
from labbook.artifacts.provenance import Provenance, check_file, read_provenance
from labbook.artifacts.spec import Spec
from labbook.command_line import run_command
from labbook.errors import LabbookError
from labbook.run_key import circumstances
from labbook.training import keras_run, numpy_run
from labbook.training.processor import of_numpy
from labbook.training.recorded_run import Clock, Origin, record_run
from labbook.training.repeated_run import NUDGES, Numbers, allowed, apart, nudge_of, numbers_of
from labbook.training.tensorflow_process import start_tensorflow
from labbook.training.tensorflow_processor import of_tensorflow


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="repeat_run", description=__doc__)
    parser.add_argument("run", type=Path, help="the directory of a run")
    parser.add_argument("--dataset-file", type=Path, help="if not in results/data")
    arguments = parser.parse_args(argv)
    run: Path = arguments.run

    before = read_provenance(run)
    for name in before.files:
        check_file(run, name)
    spec = Spec.from_dict(read_json(run / "spec.json"))
    if spec.own and not spec.own.repeats:
        raise LabbookError(f"{run} is of a network whose numbers do not come again.")
    file = arguments.dataset_file or _dataset_file(spec.dataset)
    dataset = read_checked_dataset(file, before.dataset["sha256"])
    same, sentence = _repeat(run, before, spec, dataset)
    print(sentence)
    sys.exit(0 if same else 1)


def _dataset_file(name: str) -> Path:
    found = list(Path("results/data").glob(f"*/{name}.npz"))
    if not found:
        raise LabbookError(
            f"{name}.npz is not in results/data; let a build prepare it, or give --dataset-file."
        )
    return found[0]


def _repeat(run: Path, before: Provenance, spec: Spec, dataset: Dataset) -> tuple[bool, str]:
    """Whether the training gives the same again, and the sentence that says so."""
    now = circumstances(spec, before.dataset["sha256"])
    changed = [name for name, code in now.code.items() if before.code.get(name, code) != code]
    if changed:
        commit = f"; the commit was {before.git_commit}" if before.git_commit else ""
        raise LabbookError(f"{run} was trained by other code ({changed[0]} was another){commit}.")
    if spec.engine == "keras":
        start_tensorflow(spec.seed, spec.device)
    of_engine = keras_run if spec.engine == "keras" else numpy_run
    processor = of_tensorflow() if spec.engine == "keras" else of_numpy()
    origin = Origin(before.key, now.dataset, now.code, now.versions, processor)
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder, run.name)
        with redirect_stdout(sys.stderr):
            record_run(of_engine.train, spec, dataset, origin, again, Clock())
        files, numbers = read_provenance(again).files, _numbers(again)
        evaluation = read_evaluation(again / "evaluation.json")
        steps = len(read_history(again / "history.csv").epochs) * evaluation.steps_per_epoch
    differing = [name for name in sorted(before.files) if before.files[name] != files.get(name)]
    if not differing:
        return True, f"The same, bit for bit: {run} was trained again, and no file differs."
    kinds = _differences(before.versions | before.processor, now.versions | processor)
    if not kinds:
        return False, (
            f"Not the same: {run} was trained again on the same kind of processor, with another "
            f"{', another '.join(differing)}."
        )
    nudged = []
    for seed in range(NUDGES):
        trained = of_engine.train(spec, dataset, lambda *_: None, nudge_of(steps, seed))
        nudged.append(numbers_of(trained.history, trained.evaluation))
    limits, found = allowed(numbers, nudged, evaluation), apart(numbers, _numbers(run))
    worst = max(found, key=lambda name: (found[name] > limits[name], found[name] / limits[name]))
    same = found[worst] <= limits[worst]
    return same, (
        f"{'The same within rounding' if same else 'Not the same'}: {run} was trained again where "
        f"other bits are to be expected ({kinds}), and its {worst.replace('_', ' ')} differs by "
        f"{found[worst]:.2g}, where {limits[worst]:.2g} is allowed."
    )


def _numbers(run: Path) -> Numbers:
    """Raises LabbookError if the files of the run cannot be read."""
    return numbers_of(read_history(run / "history.csv"), read_evaluation(run / "evaluation.json"))


def _differences(there: dict[str, str], here: dict[str, str]) -> str:
    """`instruction set X86_V3 there and X86_V4 here`; empty if nothing differs."""
    return "; ".join(
        f"{name} {there.get(name, 'unknown')} there and {here.get(name, 'unknown')} here"
        for name in sorted(there.keys() | here.keys())
        if there.get(name) != here.get(name)
    )


if __name__ == "__main__":
    run_command(main)
