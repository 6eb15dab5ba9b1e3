"""Same configuration, same machine: the same bytes, for any number of cores."""

import shutil
import zipfile
from pathlib import Path

DETERMINISTIC = (
    "spec.json",
    "history.csv",
    "predictions.npz",
    "weights.npz",
    "evaluation.json",
    "provenance.json",
)


# What a build writes beside runs, data and reports.
RECORDS = ("plans", "stages", "logs")


def test_one_core_gives_the_same_runs_as_two(built, config, prepared_build) -> None:
    one_core = prepared_build(config)
    runs = [
        *list(built.runs("single_neuron"))[-1:],
        *list(built.runs("optimizers"))[:1],
    ]
    assert len(runs) == 2
    said = one_core.snakemake(*(f"{run}/complete.json" for run in runs), cores=1)
    assert said.returncode == 0, said.stderr
    assert sorted(one_core.runs()) == sorted(runs)
    for run in runs:
        for name in DETERMINISTIC:
            ours, theirs = ((build.folder / run / name) for build in (one_core, built))
            assert ours.read_bytes() == theirs.read_bytes(), f"{run}/{name}"


def test_everything_after_training_is_the_same_when_made_again(built, copied) -> None:
    for folder in (copied.results, *(copied.folder / "results" / name for name in RECORDS)):
        shutil.rmtree(folder)
    before = copied.written()
    said = copied.snakemake()
    assert said.returncode == 0, said.stderr
    assert copied.written() == before
    files = [path for path in built.results.rglob("*") if path.is_file()]
    assert len(files) > 20
    for path in files:
        again = copied.results / path.relative_to(built.results)
        assert again.read_bytes() == path.read_bytes(), path.name


def test_archives_of_arrays_carry_no_time(built) -> None:
    for run in built.runs().values():
        for name in ("predictions.npz", "weights.npz"):
            assert _times(run / name) == {(1980, 1, 1, 0, 0, 0)}


def _times(path: Path) -> set[tuple[int, ...]]:
    with zipfile.ZipFile(path) as archive:
        return {member.date_time for member in archive.infolist()}
