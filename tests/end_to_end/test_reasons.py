"""Before it trains, a build says what is new about each run; so does `snakemake -n`."""

import json
import shutil

import pytest


def explained(said) -> list[str]:
    """What `snakemake -n` adds at its end."""
    assert said.returncode == 0, said.stderr
    return [line.strip() for line in said.stderr.rpartition("What is new:\n")[2].splitlines()]


def test_a_first_build_has_never_been_built(built) -> None:
    opening, new, *_ = [line for line in built.said.stderr.splitlines() if "runs" in line]
    assert opening.startswith("9 runs to train, ")
    assert new == "  lab3_keras, all 9 runs: never built"


def test_nothing_is_new_after_it(copied) -> None:
    assert "What is new" not in copied.snakemake("-n").stderr


def test_settings_by_name_with_their_values(copied) -> None:
    config = copied.config
    experiments = config["labs"]["lab3_keras"]["experiments"]
    experiments["single_neuron"]["epochs"] = 1
    experiments["output_relu"]["units"] = 32
    experiments["optimizers"]["variants"]["Adam"]["learning_rate"] = 0.01
    experiments["optimizers"]["seeds"] = [0, 1, 2]
    copied.write_config(config)
    lines = explained(copied.snakemake("-n"))
    assert lines == [
        "single_neuron, all 4 runs: epochs 2 -> 1",
        "output_relu, seed 0: hidden[0].units 64 -> 32",
        "optimizers/Adam, seeds 0, 1: optimizer.learning_rate 0.001 -> 0.01",
        "optimizers/Adam, seed 2: never built",
        "optimizers/Adadelta-learning-rate-1, seed 2: never built",
    ]
    # Only what the targets of this call need.
    summary = "results/lab3_keras/output_relu/summary.json"
    assert explained(copied.snakemake("-n", summary)) == [
        "output_relu, seed 0: hidden[0].units 64 -> 32"
    ]


def test_a_version_by_its_numbers(copied) -> None:
    """As the runs of another installation would lie there."""
    for run in copied.runs("optimizers").values():
        provenance = json.loads((run / "provenance.json").read_text("utf-8"))
        provenance["versions"]["tensorflow"] = "2.19.0"
        (run / "provenance.json").write_text(json.dumps(provenance), "utf-8")
        run.rename(run.with_suffix(".0123456789ab"))
    (line,) = explained(copied.snakemake("-n"))
    assert line.startswith("optimizers, all 4 runs: tensorflow 2.19.0 -> ")


def test_a_file_that_is_missing_and_one_that_was_changed(copied) -> None:
    (run,) = copied.runs("output_relu").values()
    (run / "history.csv").rename(copied.folder / "history.csv")
    assert explained(copied.snakemake("-n")) == ["output_relu, seed 0: history.csv is missing"]
    shutil.move(copied.folder / "history.csv", run)
    with (run / "history.csv").open("a") as file:
        file.write("3,0,0,0,0\n")
    assert explained(copied.snakemake("-n", "--config", "altered_runs=retrain")) == [
        "output_relu, seed 0: history.csv was changed after training"
    ]


CODE = "\n\nEDITED = True\n"


@pytest.mark.parametrize(
    ("file", "line"),
    [
        (
            "training/epoch_rows.py",
            "lab3_keras, all 9 runs: labbook/training/epoch_rows.py changed",
        ),
        ("report/pdf.py", "typeset lab3_keras: labbook/report/pdf.py changed"),
        (
            "metrics/statistic.py",
            "summarize lab3_keras/single_neuron, lab3_keras/output_relu, lab3_keras/optimizers: "
            "labbook/metrics/statistic.py changed",
        ),
    ],
)
def test_a_file_of_code_by_its_name(editable, file: str, line: str) -> None:
    source = editable.project / "workflow" / "labbook" / file
    original = source.read_text("utf-8")
    try:
        source.write_text(original + CODE, "utf-8")
        lines = explained(editable.snakemake("-n"))
    finally:
        source.write_text(original, "utf-8")
    assert lines[0] == line
    # A finding or the hand-in may rest on the same file.
    assert all(file in other for other in lines)
