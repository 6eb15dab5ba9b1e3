"""Check that the files of the runs are the ones that their training wrote."""

from pathlib import Path

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.json_file import read_json
from labbook.hand_in.plans import LabPlan, PlannedRun

# The report's numbers come from these files, so each provenance.json must have their checksums.
VOUCHED_FOR = ("evaluation.json", "history.csv", "predictions.npz", "spec.json")


def find_altered_run_files(plan: LabPlan) -> list[str]:
    """One phrase for each file of a run that differs from what its provenance.json says.

    Of each run three things are compared: the SHA-256 of its files, its key, and the checksum of
    the dataset that it was trained on. Runs that failed are skipped, as they have left no files.
    Raises LabbookError if a provenance.json is missing or broken.
    """
    trials = [run for run in plan.trials if plan.attempts is None or run.directory.exists()]
    return [phrase for run in [*plan.finished, *trials] for phrase in _check_run(run)]


def _check_run(run: PlannedRun) -> list[str]:
    path = run.directory / "provenance.json"
    provenance = read_json(path)
    try:
        checksums = dict(provenance["files"])
        key, trained_on = provenance["key"], provenance["dataset"]["sha256"]
    except (KeyError, TypeError, ValueError):
        return [f"{path} lacks the checksums of its run"]
    phrases = [f"{path} has no checksum of {name}" for name in VOUCHED_FOR if name not in checksums]
    if key != run.key:
        phrases.append(f"{path} belongs to run {key} instead of {run.key}")
    if trained_on != run.dataset_sha256:
        phrases.append(f"{path} names other data than the lab plan")
    for name, expected in sorted(checksums.items()):
        phrases += _check_file(run.directory / name, str(expected))
    return phrases


def _check_file(path: Path, expected: str) -> list[str]:
    if not path.is_file():
        return [f"{path} is missing"]
    found = sha256_file(path)
    if found == expected:
        return []
    return [f"{path} was changed after training (SHA-256 {found[:12]} instead of {expected[:12]})"]
