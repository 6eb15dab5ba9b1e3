"""Only what changed is computed again, and what changed is."""

import json
import shutil


def test_a_second_build_does_nothing(copied) -> None:
    before = {path: path.stat().st_mtime_ns for path in copied.folder.rglob("results/**/*.*")}
    said = copied.snakemake()
    assert said.returncode == 0, said.stderr
    after = {path: path.stat().st_mtime_ns for path in copied.folder.rglob("results/**/*.*")}
    assert {path for path in before if before[path] != after.get(path)} == set()
    assert set(after) == set(before)


def test_without_the_records_of_snakemake_nothing_is_trained_again(copied) -> None:
    shutil.rmtree(copied.folder / ".snakemake")
    before = copied.written()
    said = copied.snakemake()
    assert said.returncode == 0, said.stderr
    assert copied.written() == before


def test_a_change_of_one_experiment_trains_its_runs_and_going_back_trains_none(copied) -> None:
    config, before = copied.config, copied.written()
    pdf = (copied.results / "report.pdf").read_bytes()
    others = {name for name in copied.runs() if "/single_neuron/" not in name}

    changed = copied.config
    changed["labs"]["lab3_keras"]["experiments"]["single_neuron"]["epochs"] = 3
    copied.write_config(changed)
    said = copied.snakemake()
    assert said.returncode == 0, said.stderr
    new = set(copied.written()) - set(before)
    assert {file.rsplit(".", 2)[0] for file in new if file.endswith("spec.json")} == {
        name.rsplit(".", 1)[0] for name in copied.runs("single_neuron")
    }
    for file in new:
        if file.endswith("spec.json"):
            assert json.loads((copied.folder / file).read_text("utf-8"))["epochs"] == 3
    # The old runs are still there, and so are those of the other experiments, untouched.
    assert {file: time for file, time in copied.written().items() if file in before} == before
    assert others < set(copied.runs())
    assert (copied.results / "report.pdf").read_bytes() != pdf

    after = copied.written()
    copied.write_config(config)
    said = copied.snakemake()
    assert said.returncode == 0, said.stderr
    assert copied.written() == after
    assert (copied.results / "report.pdf").read_bytes() == pdf
