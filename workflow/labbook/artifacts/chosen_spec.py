"""What is asked of a run whose settings a search chooses among those of its trials."""

from dataclasses import dataclass
from typing import Any

from labbook.artifacts.spec import Spec


@dataclass(frozen=True)
class Candidate:
    """`trials`: keys of the runs that speak for it; `spec`: what is trained if it is chosen."""

    trials: tuple[str, ...]
    spec: Spec


@dataclass(frozen=True)
class ChosenSpec:
    """One training, with one seed, of the candidate whose trials did best in validation.

    It is known before the trials have run, as each of them is determined by its key.
    """

    candidates: tuple[Candidate, ...]
    seed: int

    @property
    def engine(self) -> str:
        """The same for all candidates, like the model, the task, the dataset and the device."""
        return self.candidates[0].spec.engine

    @property
    def model(self) -> str:
        return self.candidates[0].spec.model

    @property
    def dataset(self) -> str:
        return self.candidates[0].spec.dataset

    @property
    def device(self) -> str:
        return self.candidates[0].spec.device

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, without the seeds of the candidates, which have no meaning."""
        return {
            "chosen_by": "val_accuracy",
            "candidates": [
                {"trials": list(one.trials), "settings": one.spec.settings}
                for one in self.candidates
            ],
            "seed": self.seed,
        }
