"""The finders of what the curves over the epochs tell.

The unit of each test is the run: the epochs of one curve follow each other and are no sample. Runs
that fail to train (metrics/untrained.py) and those that diverged are left out.
"""

from labbook.artifacts.findings import Finding
from labbook.artifacts.history import common_part
from labbook.artifacts.spec import EarlyStopping
from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.findings.comparing import corrected
from labbook.findings.experiment import (
    IN_SEEDS,
    Experiment,
    counted_runs,
    fewest_seeds,
    group_by_verdict,
    in_seeds,
    qualifier,
)
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.curves import noise_above_p
from labbook.metrics.holm import holm
from labbook.metrics.untrained import trained_runs
from labbook.topics.curves.convergence import find_convergence
from labbook.topics.curves.learning_runs import counts, of_all
from labbook.topics.curves.overfitting import FEWEST_IMAGES, find_overfitting
from labbook.topics.curves.updates import find_updates

# A run oscillates from these noises on: a fraction of accuracy, and a share of the mean loss.
ACCURACY_NOISE, LOSS_NOISE = 0.005, 0.20


def find_oscillation(experiment: Experiment) -> list[Finding]:
    """`oscillation`: held-out loss or accuracy that jumps from epoch to epoch.

    The noise around a smooth curve is measured on the second half of the epochs. A run oscillates
    if the noise of its held-out accuracy is shown to be more than half a percentage point, and five
    images, or that of its held-out loss more than 20 % of its mean: by a chi-square test of the
    second differences, corrected for the two curves and by Holm's procedure for all runs of the
    experiment. Verdicts: `every seed`, `some seeds`. There
    is no finding if no run oscillates, or below ten epochs. The held-out images
    (`details.held_out`) are the validation images; without those, the test images.
    """
    trained = trained_runs(experiment.summary)
    p_of = {
        run.key: _jumps_p(run, configuration)
        for configuration in experiment.finished
        for run in trained[configuration.name]
    }
    jumps = {
        key
        for key, p in zip(p_of, holm(list(p_of.values())), strict=True)
        if p is not None and p < SIGNIFICANCE
    }

    def jumping(configuration: ConfigurationSummary) -> list[RunSummary]:
        return [run for run in trained[configuration.name] if run.key in jumps]

    findings = []
    for verdict, members in group_by_verdict(
        experiment,
        lambda configuration: in_seeds(
            [run in jumping(configuration) for run in trained[configuration.name]]
        ),
        IN_SEEDS,
    ):
        held_out = common_part(configuration.held_out_part for configuration in members)
        runs = [run for configuration in members for run in jumping(configuration)]
        accuracies, losses = (
            [run.metrics[f"held_out_{name}_oscillation"] or 0.0 for run in runs]
            for name in ("accuracy", "loss")
        )
        findings.append(
            experiment.finding(
                "oscillation",
                verdict,
                members,
                qualifier=qualifier(verdict),
                numbers={
                    "smallest_accuracy_oscillation": min(accuracies),
                    "largest_accuracy_oscillation": max(accuracies),
                    "smallest_loss_oscillation": min(losses),
                    "largest_loss_oscillation": max(losses),
                    "n_oscillating": len(runs),
                    **counts(members, of_all(members, trained)),
                },
                details={"held_out": held_out},
                runs=runs,
                test=corrected(f"chi-square test of the noise around the {held_out} curves"),
                n=min(len(trained[configuration.name]) for configuration in members),
            )
        )
    return findings


def _jumps_p(run: RunSummary, configuration: ConfigurationSummary) -> float:
    n_images = configuration.n_validation or configuration.n_test
    limits = {"accuracy": max(ACCURACY_NOISE, FEWEST_IMAGES / n_images), "loss": LOSS_NOISE}
    p_values = [
        noise_above_p(run.metrics[f"held_out_{curve}_oscillation"], limit, run.epochs)
        for curve, limit in limits.items()
    ]
    return min(1.0, len(p_values) * min(p_values))


STOPPED, SOME_STOPPED, NOT_STOPPED = "every run", "some runs", "no run"


def find_early_stopping(experiment: Experiment) -> list[Finding]:
    """`early_stopping`: after how many epochs it ended trainings, and which epoch counts.

    Of the runs that did not diverge. Verdicts: `every run` was stopped, `some runs` (the others had
    all of their epochs), `no run`. `stopped_earliest` and `stopped_latest` are of those that were;
    `counted_earliest` and `counted_latest`, the epochs whose weights count, of all. It is a
    statement on these runs, not a test. Of a configuration with a run that was stopped, nothing is
    said of over-fitting or of the end of training, which its losses have decided.

    A finding for each setting of early stopping takes all its configurations together.
    """
    groups: dict[EarlyStopping, list[ConfigurationSummary]] = {}
    for configuration in experiment.finished:
        if asked := configuration.settings.early_stopping:
            groups.setdefault(asked, []).append(configuration)
    return [
        _early_stopping(experiment, asked, members, str(place) if len(groups) > 1 else "")
        for place, (asked, members) in enumerate(groups.items(), start=1)
    ]


def _early_stopping(
    experiment: Experiment, asked: EarlyStopping, members: list[ConfigurationSummary], part: str
) -> Finding:
    runs = counted_runs(*members)
    stopped = [
        run.epochs
        for configuration in members
        for run in counted_runs(configuration)
        if run.epochs < configuration.settings.epochs
    ]
    counted = [run.counted_epoch for run in runs]
    verdict = NOT_STOPPED if not stopped else STOPPED
    return experiment.finding(
        "early_stopping",
        SOME_STOPPED if 0 < len(stopped) < len(runs) else verdict,
        members,
        qualifier=part,
        numbers={
            "most": sorted({configuration.settings.epochs for configuration in members}),
            "patience": asked.patience,
            "min_delta": asked.min_delta,
            "stopped_earliest": min(stopped, default=None),
            "stopped_latest": max(stopped, default=None),
            "counted_earliest": min(counted),
            "counted_latest": max(counted),
            "n_stopped": len(stopped),
            "n_runs": len(runs),
        },
        given=("most", "patience", "min_delta"),
        details={"monitor": asked.monitor, "restores_best": asked.restore_best},
        runs=runs,
        n=fewest_seeds(members),
    )


FINDERS = (
    find_updates,
    find_overfitting,
    find_convergence,
    find_oscillation,
    find_early_stopping,
)
