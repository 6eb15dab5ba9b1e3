"""Answers to one's own digit that no network gave, for the runs of summaries."""

from collections.abc import Mapping, Sequence

import numpy as np

from labbook.artifacts.summary import Summary
from labbook.topics.own_digit.own_digit_files import (
    NetworkAnswers,
    OwnDigit,
    OwnDigitImages,
    RunAnswer,
)

SURE = 0.9


def made_up_own_digit(
    summaries: Sequence[Summary],
    answers: Mapping[str, Sequence[str | None]],
    digit: int | None = 4,
    is_sample: bool = False,
) -> OwnDigit:
    """By configuration, `answers` has one a run that did not diverge, None for one without; runs
    of other configurations answer with the digit. Each gives its answer SURE, all others an equal
    part of the rest. "not 0" is the answer of a network that tells 0 from the rest.
    """
    networks = []
    for summary in summaries:
        for planned in summary.planned:
            one = planned.summary
            if one is None:
                continue
            counted = [run for run in one.runs if not run.diverged]
            given = answers.get(one.name, [str(digit)] * len(counted))
            positive = next((int(str(text)[4:]) for text in given if "not" in str(text)), None)
            runs = tuple(
                RunAnswer(run.seed, run.key, answer, SURE, is_right(answer, digit, positive))
                for run, answer in zip(counted, given, strict=True)
                if answer is not None
            )
            networks.append(
                NetworkAnswers(
                    summary.experiment,
                    one.name,
                    positive,
                    (28, 28),
                    len(planned.seeds),
                    means_of(runs, positive),
                    runs,
                )
            )
    return OwnDigit(summaries[0].lab, digit, (600, 800), True, False, is_sample, tuple(networks))


def is_right(answer: str, digit: int | None, positive: int | None) -> bool | None:
    if digit is None:
        return None
    return answer == str(digit) if positive is None else (digit == positive) != ("not" in answer)


def means_of(runs: Sequence[RunAnswer], positive: int | None) -> dict[str, float]:
    names = [*map(str, range(10))] if positive is None else [str(positive), f"not {positive}"]
    rest = (1 - SURE) / (len(names) - 1)
    return {
        name: float(np.mean([SURE if run.answer == name else rest for run in runs]))
        for name in names
        if runs
    }


def made_up_images(*shapes: tuple[int, ...], **fields: bool) -> OwnDigitImages:
    """A photograph of a bar, and images of it."""
    photograph = np.full((320, 240), 230, np.uint8)
    photograph[100:200, 115:125] = 20
    images = {}
    for shape in shapes or ((28, 28),):
        images[shape] = np.zeros(shape, np.uint8)
        images[shape][4:24, 13:15] = 255
    return OwnDigitImages(
        photograph=photograph,
        size=np.array([600, 800]),
        box=np.array([115.0, 100.0, 125.0, 200.0]),
        is_dark=fields.get("is_dark", True),
        is_widened=fields.get("is_widened", False),
        is_sample=fields.get("is_sample", False),
        images=images,
    )
