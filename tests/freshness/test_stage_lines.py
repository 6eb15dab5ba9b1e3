"""Only what a stage is made again for by itself."""

from types import SimpleNamespace

import pytest

from labbook.freshness.explanation import lines_for_stages
from labbook.freshness.verdict import NOT_MADE, READS_OTHERS, reasons_to_make
from stage_jobs import stage_jobs


@pytest.fixture(scope="module")
def stages(plan_of):
    return {stage.name: stage for stage in stage_jobs(plan_of())}


@pytest.fixture
def lines(stages):
    def of(reasons, trained=frozenset()):
        by_path = {stages[name].order_path: why for name, why in reasons.items()}
        return lines_for_stages(stages.values(), by_path, trained)

    return of


def test_a_stage_with_reasons_of_its_own(lines) -> None:
    assert lines({"typeset lab3_keras": ["labbook/report/pdf.py changed"]}) == [
        "typeset lab3_keras: labbook/report/pdf.py changed"
    ]


def test_stages_of_a_kind_share_a_line(lines) -> None:
    why = [f"labbook/{name}.py changed" for name in "abcde"]
    experiments = ("single_neuron", "hidden_layer", "output_relu", "optimizers", "best_network")
    assert lines({f"summarize lab3_keras/{name}": why for name in experiments}) == [
        "summarize lab3_keras/single_neuron, lab3_keras/hidden_layer, lab3_keras/output_relu "
        "and 2 more: labbook/a.py changed; labbook/b.py changed; labbook/c.py changed and 2 more"
    ]


def test_what_follows_from_the_runs_is_not_said_again(lines, stages) -> None:
    stage = stages["summarize lab3_keras/optimizers"]
    why = [f"{stage.inputs[0]} changed", READS_OTHERS]
    assert lines({stage.name: why}) == [
        "summarize lab3_keras/optimizers: results/plans/lab3_keras/optimizers.json changed; "
        "it reads other files than before"
    ]
    assert lines({stage.name: why}, {stage.runs[0]}) == []
    lost = [f"{run}/provenance.json changed" for run in stage.runs[:2]]
    assert lines({stage.name: lost}, set(stage.runs[:2])) == []
    assert lines({stage.name: lost}, {stage.runs[0]}) == [f"{stage.name}: {lost[1]}"]
    assert lines({stage.name: [*why, "scipy 1 -> 2"]}, {stage.runs[0]}) == [
        "summarize lab3_keras/optimizers: scipy 1 -> 2"
    ]


def test_never_made_is_worth_a_line_only_where_nothing_is_trained(lines) -> None:
    assert lines({"merge_findings lab3_keras": [NOT_MADE]}, {"a run of another lab"}) == []
    assert lines({"merge_findings lab3_keras": [NOT_MADE]}) == [
        "merge_findings lab3_keras: it has not been made yet"
    ]


def test_what_follows_from_another_stage_is_recognized(
    stages, lines, plan_of, tmp_path, monkeypatch
) -> None:
    """With the words that the verdict has for it."""

    class AllThere:
        def sha256(self, file: str) -> str:
            return ""

    outputs = {file: "" for stage in stages.values() for file in stage.outputs}
    current = SimpleNamespace(inputs={}, outputs=outputs)
    monkeypatch.setattr("labbook.freshness.verdict.read_receipt", lambda path: current)
    monkeypatch.setattr("labbook.freshness.verdict._changes", lambda *_: [])
    trained = set(list(plan_of().runs)[:2])
    reasons = reasons_to_make(stages.values(), trained, AllThere())
    found = [why for stage in stages.values() for why in reasons[stage.order_path]]
    assert "2 of its runs are trained" in found
    assert "compose lab3_keras is made again" in found
    assert lines_for_stages(stages.values(), reasons, trained) == []
