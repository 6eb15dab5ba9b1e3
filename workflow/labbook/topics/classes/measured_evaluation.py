"""Answers class by class whose numbers know their runs."""

from dataclasses import replace

from labbook.artifacts.summary import Statistic
from labbook.report.measured import measured
from labbook.report.origin import Origin, Runs
from labbook.topics.classes.class_evaluation import ClassEvaluation, RunClasses


def measured_evaluation(plain: ClassEvaluation) -> ClassEvaluation:
    """The same; numbers over the runs lead to the configuration, those of a run to the run.

    How many images a class has is of the data, and leads nowhere.
    """
    whole = Origin.of(Runs(plain.experiment, plain.configuration))
    singles = [
        Origin.of(Runs(plain.experiment, plain.configuration, run.seed)) for run in plain.runs
    ]

    def of_all(statistic: Statistic) -> Statistic:
        return replace(
            statistic,
            mean=measured(statistic.mean, whole),
            std=measured(statistic.std, whole),
            values=tuple(map(measured, statistic.values, singles)),
        )

    return replace(
        plain,
        runs=tuple(map(_run, plain.runs, singles)),
        scores={name: tuple(map(of_all, scores)) for name, scores in plain.scores.items()},
        macro={name: of_all(statistic) for name, statistic in plain.macro.items()},
        pairs=tuple(
            replace(
                pair,
                counts=tuple(map(measured, pair.counts, singles)),
                mean=measured(pair.mean, whole),
            )
            for pair in plain.pairs
        ),
    )


def _run(run: RunClasses, origin: Origin) -> RunClasses:
    return replace(
        run,
        confusion=tuple(tuple(measured(count, origin) for count in row) for row in run.confusion),
        scores={
            name: tuple(measured(score, origin) for score in scores)
            for name, scores in run.scores.items()
        },
    )
