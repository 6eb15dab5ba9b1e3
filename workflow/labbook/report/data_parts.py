"""The parts of the data that tables and sentences about configurations mention."""

from collections.abc import Iterable

from labbook.artifacts.experiment_plan import RunSettings
from labbook.artifacts.history import TEST, VALIDATION, common_part
from labbook.artifacts.summary import PlannedConfiguration

TRAINING = "training"
# The prefix of a metric's name, by part of the data.
PREFIXES = {TRAINING: "train", VALIDATION: "val", TEST: "test"}


def has_validation(settings: RunSettings) -> bool:
    """Whether a configuration with these settings holds out images for validation."""
    return settings.validation_fraction > 0


def parts_of(planned: Iterable[PlannedConfiguration]) -> list[str]:
    """The parts that get a column; validation gets one only if some configuration has it."""
    validated = any(has_validation(configuration.known.settings) for configuration in planned)
    return [TRAINING, VALIDATION, TEST] if validated else [TRAINING, TEST]


def held_out_part(planned: Iterable[PlannedConfiguration]) -> str:
    """The part that was evaluated after each epoch; HELD_OUT if configurations differ."""
    return common_part(
        VALIDATION if has_validation(configuration.known.settings) else TEST
        for configuration in planned
    )
