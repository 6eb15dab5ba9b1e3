"""Every sentence is true of the table it was made from, whatever the table.

Random experiments are put into words; the claims are read back out of the text and held against
the table.
"""

import html
import re
from dataclasses import asdict, replace
from importlib import import_module

from hypothesis import given
from hypothesis import strategies as st

from findings.of_all_topics import find_all
from findings.reading import OTHER_DATA, OTHER_TASK, TASK, shown
from made_up_answers import made_up_answers
from made_up_plans import run_settings
from topics.search.phrase_checks import check_search

# By kind of finding; that of a search is held against its trials.
CHECKS = {
    kind: check
    for topic in ("results", "gaps", "curves", "seeds", "published")
    for kind, check in import_module(f"topics.{topic}.phrase_checks").CHECKS.items()
}
MARGIN = 0.001
THOUSANDTHS = st.integers(0, 1000).map(lambda n: n / 1000)
NEARBY = st.integers(890, 910).map(lambda n: n / 1000)
CURVES = st.fixed_dictionaries(
    {
        "val_accuracy": st.sampled_from([0.9, 0.901, 0.95]),
        "training_cpu_seconds": st.sampled_from([0.0, 1.0, 2.5, 100.0]),
        "held_out_loss": st.sampled_from([0.05, 0.5, 5.0]),
        "held_out_loss_crossing_epoch": st.none() | st.integers(2, 100).map(float),
        "held_out_accuracy_change": st.sampled_from([-0.03, -0.0005, 0.0, 0.0005, 0.03]),
        "train_loss": st.sampled_from([0.01, 0.5, 9.0]),
        "lowest_held_out_loss_epoch": st.integers(1, 100).map(float),
        "held_out_loss_rise": st.none() | st.sampled_from([0.0, 0.01, 0.05, 0.3]),
        "train_loss_later_rise": st.sampled_from([-0.1, 0.0, 0.001, 0.1]),
        "late_held_out_loss_change": st.none() | st.sampled_from([-0.2, -0.201, -0.001, 0.0, 0.2]),
        "held_out_loss_later_rise": st.none() | st.sampled_from([0.0, 0.001, 0.05, 0.051, 0.3]),
        "held_out_accuracy_oscillation": st.none() | st.sampled_from([0.0, 0.01]),
        "held_out_loss_oscillation": st.sampled_from([0.0, 0.5]),
    }
)


RATES = [0.001, 0.5, 1.0]
SETTINGS = st.fixed_dictionaries(
    {
        "optimizer": st.builds(
            lambda name, rate: {"name": name, "learning_rate": rate},
            st.sampled_from(["adadelta", "sgd"]),
            st.sampled_from(RATES),
        ),
        "batch_size": st.sampled_from([10, 100]),
        "hidden": st.sampled_from([[], [8], [8, 8], [8, 16]]).map(
            lambda sizes: [{"units": units, "activation": "relu"} for units in sizes]
        ),
    }
)
CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "optimizer": st.sampled_from(["adadelta", "sgd"]),
        "learning_rate": st.sampled_from(RATES),
        "batch_size": st.sampled_from([10, 100]),
        "units": st.sampled_from([8, [], [8], [8, 8], [8, 16]]),
        "activation": st.sampled_from(["relu", "tanh", ["relu", "relu"], ["tanh", "relu"]]),
        "seeds": st.just([0, 1]),
        "epochs": st.sampled_from([1, 50, 100]),
    },
)
LOSSES = st.sampled_from([0.0, 0.1, 0.10001, 2.0])


@st.composite
def published_entries(draw, accuracies, units):
    """An entry with any of its numbers, of the last epoch or of the fiftieth."""
    numbers = {
        "test_accuracy": accuracies | st.just(0.9),
        "train_accuracy": accuracies,
        "test_loss": LOSSES,
        "train_loss": LOSSES,
        "lowest_test_loss_epoch": st.integers(1, 110),
        "loss_crossing_epoch": st.integers(1, 110),
    }
    return {
        "of": {"units": units},
        "epoch": draw(st.sampled_from([None, 50, 100])),
        **{name: draw(st.none() | values) for name, values in numbers.items()},
        "conditions": draw(CONDITIONS),
        "images": draw(st.sampled_from(["test", "unknown"])),
        "unstated": draw(st.sampled_from([(), (), ("learning_rate",)])),
    }


@st.composite
def halfway(draw, accuracies):
    """What a run showed at its fiftieth epoch."""
    return {
        "test_accuracy": draw(accuracies),
        "train_accuracy": draw(accuracies),
        "test_loss": draw(LOSSES),
        "train_loss": draw(LOSSES),
    }


REASONS = st.sampled_from(["MemoryError: no room", "killed by signal SIGKILL", "a.", "b", "c & d"])


@st.composite
def experiments(draw, experiment, configuration, gap):
    n_seeds = draw(st.integers(1, 4))
    accuracies = draw(st.sampled_from([THOUSANDTHS, NEARBY]))
    varied = draw(
        st.lists(
            st.tuples(st.sampled_from(["relu", "tanh"]), st.integers(1, 6)),
            min_size=1,
            max_size=7,
            unique=True,
        )
    )
    tasks = {"relu": TASK, "tanh": draw(st.sampled_from([TASK, TASK, OTHER_TASK]))}
    rows, gaps = [], []
    # All with validation images, none, or some.
    held_out = draw(st.sampled_from([st.just(12000), st.just(0), st.sampled_from([0, 12000])]))
    for place, (activation, units) in enumerate(varied):
        name, settings = f"{activation}-{units}", {"activation": activation, "units": units}
        failures = draw(st.just([]) | st.lists(REASONS, max_size=n_seeds))
        n_left = n_seeds - len(failures)
        trained = {**draw(SETTINGS), "epochs": draw(st.sampled_from([1, 100]))}
        if failures:
            left = gap(name, failures, settings, place, n_left)
            gaps.append(replace(left, settings=run_settings(**trained)))
        if not n_left:
            continue
        seeds = st.lists(accuracies | st.none(), min_size=n_left, max_size=n_left)
        if draw(st.booleans()):
            seeds = st.builds(lambda one, n: [one] * n, accuracies, st.just(n_left))
        drawn = draw(seeds)
        there = [
            draw(halfway(accuracies) if accuracy is not None else st.none() | halfway(accuracies))
            for accuracy in drawn
        ]
        row = configuration(
            name,
            drawn,
            settings,
            # So that a published epoch is always known, be it the last one or not.
            at_epochs={50: there, 100: there},
            majority=tasks[activation],
            epochs=trained["epochs"],
            by_seed=[draw(CURVES) for _ in range(n_left)],
            n_validation=draw(held_out),
        )
        rows.append(replace(row, settings=replace(run_settings(**trained), task=row.settings.task)))
    published = [
        draw(published_entries(accuracies, units))
        for units in draw(st.lists(st.integers(1, 6), max_size=2, unique=True))
    ]
    answers = made_up_answers(
        *rows,
        noise=draw(st.sampled_from([0.0, 0.1, 1.0, 100.0])),
        seed=draw(st.integers(0, 2**32)),
    )
    return experiment(
        *rows,
        answers=answers,
        gaps=tuple(gaps),
        axes=("activation", "units"),
        margin=draw(st.sampled_from([0.0, MARGIN, 0.02])),
        published=tuple(published),
        other_data=draw(st.sampled_from([None, *OTHER_DATA])),
    )


# As many tables as the profile says: see tests/conftest.py.
@given(st.data())
def test_no_sentence_contradicts_its_table(say, experiment, configuration, gap, data):
    table = data.draw(experiments(experiment, configuration, gap))
    findings = find_all(table)
    assert len({one.id for one in findings}) == len(findings)
    for finding in findings:
        CHECKS[finding.kind](checked(say, finding), table, finding)


@st.composite
def searches(draw, experiment, configuration, gap, search):
    """An experiment that is a search, what became of the configuration that it chose, and it."""
    accuracies = draw(st.sampled_from([THOUSANDTHS, NEARBY]))
    n_seeds = draw(st.integers(1, 2))
    outcomes = accuracies | st.none() if draw(st.integers(0, 3)) else accuracies | REASONS
    results = draw(
        st.lists(st.lists(outcomes, min_size=n_seeds, max_size=n_seeds), min_size=1, max_size=6)
    )
    found = search(
        *results,
        n_combinations=len(results) + draw(st.integers(0, 2)),
        epochs=draw(st.sampled_from([1, 20])),
    )
    finished = draw(st.lists(THOUSANDTHS | st.none(), max_size=3)) if found.best else []
    failures = draw(st.lists(REASONS, min_size=not finished, max_size=2))
    validation = draw(THOUSANDTHS)
    rows = [configuration("chosen", finished, majority=TASK, val_accuracy=validation)]
    gaps = (gap("chosen", failures, finished=len(finished)),) if failures else ()
    return experiment(*rows[: len(finished)], gaps=gaps), found


@given(st.data())
def test_no_sentence_contradicts_its_search(say, experiment, configuration, gap, search, data):
    table, drawn = data.draw(searches(experiment, configuration, gap, search))
    of_search, *findings = find_all(table, search=drawn)
    assert of_search.kind == "search"
    check_search(checked(say, of_search), table, drawn)
    for finding in findings:
        CHECKS[finding.kind](checked(say, finding), table, finding)


def checked(say, finding):
    """Its sentences, the same of what is read back, and well formed."""
    text = say(finding)
    assert say(asdict(finding)) == text
    assert text.endswith(".")
    read = html.unescape(text)
    assert not re.search(r" [.,;:)]|\( |None|nan|inf\b|\.\.|[.,;:]{2}|Undefined", read)
    assert not re.search(r"[.;,][A-Z]", read)
    of_no_one = (
        "From seed to seed|Each config|The config|With (growing|more)|No trend|"
        "Nothing could be chosen"
    )
    assert shown(text) or re.match(f"{of_no_one}|.*(all|any) configuration", text)
    return text
