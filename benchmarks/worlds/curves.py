"""Worlds of loss curves: a course that all runs share, a level of each, and noise that lingers.

In finished runs, the noise of the validation loss around a smooth course is 0.1 % to 3 % of it, and
its correlation from one epoch to the next -0.5 to 0.95.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

from labbook.artifacts.history import History
from labbook.metrics.curves import later_rises, measure_curves


@dataclass(frozen=True)
class Noise:
    """Its standard deviation, as a share of the loss, and correlation from epoch to epoch.

    `fades`: it goes to zero with a learning rate that decays by a cosine.
    """

    share: float
    correlation: float
    fades: bool = False


SMOOTH = Noise(0.005, 0.9)
ROUGH = Noise(0.03, 0.3)
SLOW = Noise(0.03, 0.9)
# Of the searched networks of Lab 3, before their learning rate decays.
FADING = Noise(0.07, 0.0, fades=True)
# The level of a run, as a share of the loss.
LEVELS = 0.05


def course(n_epochs: int, rise: float = 0.0, fall: float = 0.0) -> np.ndarray:
    """A loss that falls and stays, (n_epochs,).

    `rise`: from a third of the epochs on it rises by so much of itself until the last tenth begins,
    and stays. `fall`: by how much of itself it still falls in the last tenth, and before.
    """
    epochs = np.arange(n_epochs)
    late = max(3, -(-n_epochs // 10))
    loss = 0.1 + 2 * np.exp(-epochs / (n_epochs / 40))
    turn, end = n_epochs // 3, n_epochs - late
    loss *= 1 + rise * np.clip((epochs - turn) / (end - turn), 0, 1)
    return np.asarray(loss * (1 - fall) ** ((epochs - n_epochs) / (late - 1)))


def curve_metrics(
    rng: np.random.Generator,
    shared: np.ndarray,
    n_runs: int,
    noise: Noise,
    training: np.ndarray | None = None,
) -> Mapping[str, list[float | None]]:
    """What is measured of the curves of `n_runs` runs, by name.

    `training`: their loss on the training images; if not given, it falls to the end.
    """
    losses = [shared * np.exp(_noise(rng, len(shared), noise)) for _ in range(n_runs)]
    losses = [loss * np.exp(LEVELS * rng.standard_normal()) for loss in losses]
    histories = [_history(loss, training) for loss in losses]
    measured = [measure_curves(history)._asdict() for history in histories]
    found = {name: [one[name] for one in measured] for name in measured[0]}
    later = later_rises(losses, [np.array(one.columns["train_loss"]) for one in histories])
    return found | {
        "held_out_loss_later_rise": [one and one.held_out for one in later],
        "train_loss_later_rise": [one and one.training for one in later],
    }


def noisy_history(rng: np.random.Generator, shared: np.ndarray, noise: Noise) -> History:
    """Of one run whose training loss falls."""
    return _history(shared * np.exp(_noise(rng, len(shared), noise)))


def _noise(rng: np.random.Generator, n_epochs: int, noise: Noise) -> np.ndarray:
    steps = rng.standard_normal(n_epochs) * np.sqrt(1 - noise.correlation**2)
    steps[0] = rng.standard_normal()
    values = np.asarray(lfilter([1.0], [1.0, -noise.correlation], steps))
    shares = (1 + np.cos(np.linspace(0, np.pi, n_epochs))) / 2 if noise.fades else 1.0
    return np.asarray(values * noise.share * shares)


def _history(loss: np.ndarray, training: np.ndarray | None = None) -> History:
    falling = np.geomspace(1, 0.01, len(loss)) if training is None else training
    half = [0.5] * len(loss)
    columns = {"train_loss": falling.tolist(), "train_accuracy": half}
    columns |= {"val_loss": loss.tolist(), "val_accuracy": half}
    return History(list(range(1, len(loss) + 1)), columns)
