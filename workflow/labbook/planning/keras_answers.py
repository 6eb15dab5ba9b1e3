"""Optimizers and schedules that Keras would refuse only once it trains: it is asked beforehand."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from labbook.artifacts.json_file import json_text, read_json
from labbook.artifacts.spec import Spec
from labbook.canonical_json import canonical_json
from labbook.config.settings import ENDING_SCHEDULES
from labbook.errors import LabbookError
from labbook.fingerprint import code_hashes
from labbook.planning.asking import ask
from labbook.planning.plan import Plan, PlannedExperiment
from labbook.planning.plan_files import PLANS, write_if_new
from labbook.planning.work import NOMINAL_IMAGES
from labbook.text.names import value_words
from labbook.versions import installed_versions

COMMAND = "labbook.commands.ask_keras"
# What Keras has accepted, and which Keras: not asked again.
ACCEPTED_FILE = Path(PLANS, "accepted_by_keras.json")
# Where nothing else is set, the tests have asked already.
PLAIN_OPTIMIZER = {"name", "learning_rate"}
PLAIN_SCHEDULE = {"schedule", "initial_learning_rate", "decay_epochs"}
ANY_RATE = 0.01


def check_optimizers(plan: Plan, keeps: bool = True) -> None:
    """Raise LabbookError for the first optimizer with which a training would fail.

    Each is asked about once. TensorFlow, which takes seconds to load, is in another process, and
    only if there is something new. `keeps`: its answers are written down.
    """
    asked: dict[str, tuple[str, dict[str, Any]]] = {}
    for experiment in plan.experiments:
        where = f"config.yaml: labs.{experiment.lab}.experiments.{experiment.name}"
        for spec in _specs(experiment):
            question = question_about(spec, experiment.dataset.n_train_total)
            if question:
                text = canonical_json(question)
                asked.setdefault(text, (where, question))
    if not asked:
        return
    keras = {**installed_versions(("tensorflow", "keras")), **code_hashes(COMMAND)}
    accepted = _accepted(keras)
    new = {text: found for text, found in asked.items() if text not in accepted}
    if not new:
        return
    answers = ask(COMMAND, [question for _, question in new.values()], "Keras")
    for (where, question), answer in zip(new.values(), answers, strict=True):
        if answer is not None:
            words = value_words("optimizer", question["optimizer"])
            raise LabbookError(f"{where}: Keras cannot train with {words}: {answer.rstrip('.')}.")
    if keeps:
        known = {"keras": keras, "accepted": sorted(accepted | new.keys())}
        write_if_new(ACCEPTED_FILE, json_text(known))


def _specs(experiment: PlannedExperiment) -> Iterator[Spec]:
    for configuration in experiment.trained:
        yield from configuration.specs


def question_about(spec: Spec, n_images: int | None) -> dict[str, Any] | None:
    """What `COMMAND` is to be asked about the optimizer of `spec`; None if that is known.

    `n_images`: training and validation images. A learning rate that is a number has been checked;
    which it is does not matter.
    """
    if spec.engine != "keras":
        return None
    optimizer = spec.optimizer
    rate = optimizer["learning_rate"]
    is_plain = optimizer.keys() <= PLAIN_OPTIMIZER
    if not isinstance(rate, dict):
        question = {"optimizer": {**optimizer, "learning_rate": ANY_RATE}}
        return None if is_plain else {**question, "steps_per_epoch": 1, "steps": 1}
    if (
        is_plain
        and rate.keys() <= PLAIN_SCHEDULE
        and rate["schedule"] in ENDING_SCHEDULES
        and rate["decay_epochs"] >= 1
    ):
        return None
    trained = (n_images or NOMINAL_IMAGES) * (1 - spec.validation_fraction)
    steps = math.ceil(trained / (spec.batch_size or trained))
    return {"optimizer": optimizer, "steps_per_epoch": steps, "steps": steps * spec.epochs}


def _accepted(keras: dict[str, str]) -> set[str]:
    """What this Keras has accepted before; nothing if that cannot be read."""
    try:
        known = read_json(ACCEPTED_FILE)
        return set(known["accepted"]) if known["keras"] == keras else set()
    except (OSError, LabbookError, ValueError, KeyError, TypeError):
        return set()
