"""Why a run is trained: what about it is new."""

from collections.abc import Callable, Mapping

from labbook.freshness.differences import shortened
from labbook.freshness.earlier_run import Differences, differences, read_earlier_run
from labbook.freshness.run_state import RunState
from labbook.planning.plan import Plan, PlannedRun
from labbook.run_key import circumstances

MOST_FILES = 3

NEVER_BUILT = ("never built",)
UNREADABLE = ("its earlier run does not say what it was trained with",)
SAME = ("it has another key, though no setting, version or file of code changed",)
ASKED_FOR = ("whole, but Snakemake was asked to make it again",)

# From the directory of a run to those of all runs of its name, whatever their keys.
OfName = Callable[[str], list[str]]


class RunReasons:
    """Compares runs that are to be trained with those of the same name that were trained before."""

    def __init__(self, plan: Plan, states: Mapping[str, RunState], of_name: OfName) -> None:
        self._plan = plan
        self._states = states
        self._of_name = of_name

    def of(self, run: PlannedRun) -> tuple[str, ...]:
        """At least one reason."""
        state = self._states.get(run.directory)
        if state is not None and state.there:
            return _lost(state) or ASKED_FOR
        directories = self._of_name(run.directory)
        if not directories:
            return NEVER_BUILT
        earlier = [found for found in map(read_earlier_run, directories) if found is not None]
        if not earlier:
            return UNREADABLE
        sha256 = self._plan.dataset_of(run).sha256
        now = circumstances(run.spec, sha256)
        newest_first = sorted(earlier, key=lambda one: one.written_ns, reverse=True)
        nearest = min((differences(one, run.spec, now) for one in newest_first), key=_count)
        return nearest.reasons or SAME


def _count(found: Differences) -> int:
    return found.count


def _lost(state: RunState) -> tuple[str, ...]:
    reasons = []
    if state.missing:
        is_one = len(state.missing) == 1
        named = ", ".join(shortened(state.missing, MOST_FILES))
        reasons.append(f"{named} {'is' if is_one else 'are'} missing")
    if state.altered:
        is_one = len(state.altered) == 1
        named = ", ".join(shortened(state.altered, MOST_FILES))
        reasons.append(f"{named} {'was' if is_one else 'were'} changed after training")
    return tuple(reasons)
