"""The rule by which a search chooses: the highest validation accuracy at the epoch that counts."""

from collections.abc import Sequence
from dataclasses import replace

from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.artifacts.search import Search, Trial
from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError


def best_trials(trials: Sequence[Trial]) -> tuple[str, ...]:
    """Names of the trials of the highest mean validation accuracy, in the order of the draw.

    None if a trial failed, as nothing is known of how it would have done; a trial that diverged is
    known to be no good.
    """
    known = [one.val_accuracy for one in trials if one.val_accuracy is not None]
    if not known or any(one.failed for one in trials):
        return ()
    return tuple(one.name for one in trials if one.val_accuracy == max(known))


def chosen_spec(asked: ChosenSpec, search: Search) -> Spec:
    """The spec of the candidate that `search` has chosen, with the seed that is asked for.

    Raises LabbookError if the search is of other trials than those asked for, or chose none.
    """
    found = [tuple(run.key for run in trial.runs) for trial in search.trials]
    if found != [candidate.trials for candidate in asked.candidates]:
        raise LabbookError(
            f"search.json of {search.experiment} is of other trials than planned; build again."
        )
    if search.chosen is None:
        raise LabbookError(no_choice_sentence(search))
    candidate = asked.candidates[search.trials.index(search.chosen)]
    return replace(candidate.spec, seed=asked.seed)


def no_choice_sentence(search: Search) -> str:
    """Why a search without a choice has none."""
    failed = [trial.label for trial in search.trials if trial.failed]
    if not failed:
        return "Nothing could be chosen: every trial of the search diverged."
    trials = "trial" if len(failed) == 1 else "trials"
    return f"Nothing could be chosen: the {trials} {', '.join(failed)} failed."
