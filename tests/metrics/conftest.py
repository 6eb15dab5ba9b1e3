"""Configurations with given test accuracies, and nothing else of interest."""

import pytest

from labbook.artifacts.summary import ConfigurationSummary, Majority, RunSummary
from labbook.metrics.statistic import describe
from made_up_plans import run_settings

N_TEST = 10000


@pytest.fixture(scope="session")
def configuration():
    """By name, test accuracies (one a seed, None for a run that diverged) and task."""

    def build(
        name: str,
        test_accuracies: list[float | None],
        n_test: int = N_TEST,
        task: str = "multiclass",
    ) -> ConfigurationSummary:
        runs = [
            RunSummary(
                name=f"{name}_seed-{seed}",
                seed=seed,
                key=f"{name}-{seed}",
                directory=f"results/runs/{name}-{seed}",
                diverged=accuracy is None,
                epochs=100,
                metrics={"test_accuracy": accuracy},
                test_accuracy_interval=(0.0, 1.0),
                answers_one_class=False,
                no_better_loss=False,
                p_better_answers=0.0,
            )
            for seed, accuracy in enumerate(test_accuracies)
        ]
        return ConfigurationSummary(
            name=name,
            label=name,
            varied={},
            settings=run_settings(task={"kind": task}),
            parameters=785,
            n_train=800,
            n_validation=200,
            n_test=n_test,
            steps_per_epoch=8,
            batch_size_used=100,
            majority=Majority(0.902, "not 0", n_test, 0.3207),
            n_runs=len(test_accuracies),
            n_diverged=test_accuracies.count(None),
            metrics={"test_accuracy": describe(test_accuracies)},
            runs=tuple(runs),
        )

    return build
