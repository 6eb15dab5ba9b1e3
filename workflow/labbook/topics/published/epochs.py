"""The finder that compares epochs of a change in the test loss with published ones."""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, Facts, counted_runs, plain
from labbook.metrics.intervals import epoch_prediction_interval
from labbook.topics.published.accuracies import NOT_JUDGED, PREDICTION
from labbook.topics.published.entries import (
    CROSSING,
    TURN,
    Beside,
    find_beside,
    told_by_the_config,
)

NO_TURN = "no turn shown"
RULE = "lowest test loss of each run, where a test over the runs shows a rise"
# A fraction of it: what "about" may mean of an epoch.
APPROXIMATE_EPOCH = 0.05


def find_published_turns(experiment: Experiment) -> list[Finding]:
    """`published_turn`: an epoch at which the course of the test loss changes, beside ours.

    Two epochs are known (`details.crosses` tells which): the one after which the test loss rises,
    and the one from which it stays above the training loss. Ours turns if the runs are shown to
    over-fit, by the rule of the finding `overfitting`; else the epoch of a lowest loss may be a
    matter of noise. Verdicts: `consistent` (the published epoch lies in the prediction interval of
    our runs, widened by a twentieth of it if it is approximate), `earlier`, `later` (ours is),
    `one seed`, `no turn shown`, `not in every run` (not all our losses cross), `not judged` (the
    source does not state a setting, `details.unstated`; `details.fits` says whether the epoch lies
    in the interval), `other data` (our runs used other data, `details.our_data`), `no result` (all
    our runs failed or diverged: `details.why`). `numbers.earliest` and `numbers.latest` are the
    first and the last epoch over the seeds.

    A finding for each published epoch and each configuration that it is about.
    """
    return find_beside(experiment, "published_turn", (TURN, CROSSING), _epoch_beside_ours)


def _epoch_beside_ours(
    experiment: Experiment, beside: Beside, ours: ConfigurationSummary, qualifier: str
) -> Finding:
    published, found = beside.published, [run for run in beside.ours.values if run is not None]
    crosses, epochs = beside.metric == CROSSING, ours.settings.epochs
    n_runs = ours.n_runs - ours.n_diverged
    interval = epoch_prediction_interval(beside.ours)
    slack = APPROXIMATE_EPOCH * published if beside.entry.approximate else 0.5
    if crosses and len(found) < n_runs:
        course = "not in every run"
    elif not crosses and not ours.over_fits:
        course = NO_TURN
    elif interval is None:
        course = "one seed"
    elif interval[1] < published - slack:
        course = "earlier"
    else:
        course = "later" if interval[0] > published + slack else "consistent"
    judged = course in ("earlier", "later", "consistent")
    verdict = NOT_JUDGED if judged and beside.entry.unstated else course
    numbers: Facts = {
        "published": published,
        "epochs": epochs,
        "ours": plain(beside.ours),
        "n_runs": n_runs,
    }
    if found:
        numbers |= {"earliest": min(found), "latest": max(found)}
    if judged and interval:
        numbers |= {"interval": list(interval)}
    return experiment.finding(
        "published_turn",
        "other data" if experiment.other_data else verdict,
        [ours],
        qualifier=qualifier,
        numbers=numbers,
        given=("published", "epochs"),
        details={
            **told_by_the_config(experiment, beside),
            "course": course,
            "fits": course == "consistent" if judged else None,
            "one_seed": n_runs == 1,
            "all_at_once": len({*found}) == 1,
            "one_epoch": epochs == 1,
            "ended_before": epochs < published,
        },
        runs=counted_runs(ours),
        test=PREDICTION if judged else None if crosses else RULE,
        n=len(found),
    )
