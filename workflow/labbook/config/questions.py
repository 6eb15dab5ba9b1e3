"""What may be said on the command line, as --config, to the targets that only tell something."""

from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from labbook.config.model import Strict
from labbook.config.sentence import error_sentence
from labbook.errors import LabbookError


class RunsQuestion(Strict):
    """Of `snakemake --cores 1 runs`."""

    lab: str | None = Field(None, description="the runs of this lab alone")
    experiment: str | None = Field(None, description="the runs of this experiment alone")
    sort: str | None = Field(
        None, description="a column to sort by, with a minus before it downwards: `-test_accuracy`"
    )
    format: Literal["table", "csv", "json"] = Field("table", description="how they are printed")


class DifferenceQuestion(Strict):
    """Of `snakemake --cores 1 difference`."""

    before: str | None = Field(
        None,
        description="a folder, whose last finished build is meant, or how the time of a build "
        "begins, such as `2026-03-31`; the last but one if not set",
    )
    after: str | None = Field(None, description="likewise; the last build if not set")


QUESTIONS: dict[str, type[BaseModel]] = {"runs": RunsQuestion, "difference": DifferenceQuestion}


def options_of(target: str | None, overrides: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """The words of the command that answers `target`, and what else is laid over the config.

    Raises LabbookError for a value that cannot be meant.
    """
    question = QUESTIONS.get(target or "")
    if question is None:
        return [], overrides
    said = {key: value for key, value in overrides.items() if key in question.model_fields}
    rest = {key: value for key, value in overrides.items() if key not in said}
    try:
        answered = question.model_validate(said).model_dump(exclude_none=True)
    except ValidationError as error:
        raise LabbookError(f"--config: {error_sentence(error.errors()[0])}") from None
    return [f"--{key}={value}" for key, value in answered.items()], rest
