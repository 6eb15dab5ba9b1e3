"""`separation`: how far the probabilities tell each class from the rest, whatever the answer.

By the area under the ROC curve (AUC) of each class against the rest: the chance that an image of
the class gets a higher probability of being one than an image of another does, ties counting half
(Fawcett 2006). Verdicts: `separated` (at least 0.99 for every class in every run: of a hundred
such pairs of images, one at most in the wrong order), `no better than chance` (at most 0.5 for a
class in a run), `overlapping` (any other). Classes without test images have no AUC.
"""

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment, plain
from labbook.topics.classes.class_evaluation import ClassEvaluation
from labbook.topics.classes.class_extremes import extremes

SEPARATED_FROM = 0.99
GUESS = 0.5
RULE = f"separated: AUC of at least {SEPARATED_FROM} for every class in every run"


def find_separation(experiment: Experiment, evaluation: ClassEvaluation) -> list[Finding]:
    """One finding for an experiment that is evaluated class by class and has a run that counts."""
    if evaluation.shown is None:
        return []
    aucs = evaluation.scores["auc"]
    found = extremes(evaluation.classes, aucs)
    if found is None:
        return []
    smallest = {
        name: min(value for value in auc.values if value is not None)
        for name, auc in zip(evaluation.classes, aucs, strict=True)
        if auc.n
    }
    below = [name for name, value in smallest.items() if value < SEPARATED_FROM]
    guessed = [name for name, value in smallest.items() if value <= GUESS]
    keys = {run.key for run in evaluation.runs}
    configuration, runs = experiment.looked_at(evaluation.configuration, keys)
    return [
        experiment.finding(
            "separation",
            "no better than chance" if guessed else "overlapping" if below else "separated",
            [configuration],
            numbers={
                "bound": SEPARATED_FROM,
                "guess": GUESS,
                "n_runs": len(runs),
                "smallest_auc": min(smallest.values()),
                "macro_auc": plain(evaluation.macro["auc"]),
                "lowest_auc": plain(found.low),
                "highest_auc": plain(found.high),
            },
            given=("bound", "guess"),
            details={
                "one_run": len(runs) == 1,
                "below": below,
                "guessed": guessed,
                "lowest": found.lowest,
                "highest": found.highest,
                "equal": found.equal,
            },
            runs=runs,
            test=RULE,
            n=len(runs),
        )
    ]
