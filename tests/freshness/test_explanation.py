from labbook.freshness.explanation import Explanation
from labbook.freshness.inventory import Inventory
from labbook.stages.stand_ins import seal
from stage_jobs import stage_jobs


def test_only_jobs_of_this_build_are_explained_and_nothing_before_it_is_asked(plan_of) -> None:
    plan = plan_of()
    stages = stage_jobs(plan)
    asked = []
    reasons = {stage.order_path: ["it is old"] for stage in stages}
    by_order = {stage.order_path: stage for stage in stages}
    inventory = Inventory({}, by_order, reasons, frozenset())
    explain = Explanation(plan, inventory, seal, lambda run: asked.append(run) or [])
    assert asked == []
    runs = [directory for directory in plan.runs if "/single_neuron/" in directory]
    assert explain([*map(seal, runs), "results/lab3_keras/report.pdf", "results/other"]) == (
        ["single_neuron, all 12 runs: never built"],
        ["typeset lab3_keras: it is old"],
    )
    assert asked == runs
