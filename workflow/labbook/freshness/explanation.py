"""Why the jobs of this build run, for people."""

from collections.abc import Collection

from labbook.freshness.inventory import Inventory
from labbook.freshness.run_lines import lines_for_runs
from labbook.freshness.run_reasons import OfName, RunReasons
from labbook.freshness.stage_lines import lines_for_stages
from labbook.planning.plan import Plan
from labbook.stages.stand_ins import StandIn


class Explanation:
    """Works out nothing before it is asked."""

    def __init__(
        self, plan: Plan, inventory: Inventory, stand_in: StandIn, of_name: OfName
    ) -> None:
        self._plan = plan
        self._inventory = inventory
        self._stand_in = stand_in
        self._of_name = of_name

    def __call__(self, first_outputs: Collection[str]) -> tuple[list[str], list[str]]:
        """Lines for the runs and lines for the other stages among the jobs with these outputs."""
        made = set(first_outputs)
        reasons = RunReasons(self._plan, self._inventory.runs, self._of_name)
        trained = {
            directory: reasons.of(run)
            for directory, run in self._plan.runs.items()
            if self._stand_in(directory) in made
        }
        stages = [stage for stage in self._inventory.stages.values() if stage.outputs[0] in made]
        return (
            [str(line) for line in lines_for_runs(self._plan, trained)],
            lines_for_stages(stages, self._inventory.reasons, trained.keys()),
        )
