"""What sentences say of published numbers, held against the table."""

import math
import re
import statistics
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from scipy.stats import t

from findings.reading import OTHER_DATA, means, seeds, shown
from findings.reference_statistics import compare_family
from labbook.metrics.untrained import untrained
from labbook.topics.published.conditions import differing
from labbook.topics.published.entries import OUR_EPOCHS
from labbook.topics.published.orders import MOST_NAMED


def check_published(text, table, finding):
    (name,) = {*shown(text)}
    epoch, which = re.match(
        r"(?:At epoch (\d+), the|The) published (test |training |)accuracy", text
    ).groups()
    metric = "train_accuracy" if which == "training " else "test_accuracy"
    if says_nothing_beside(text, table, name, metric, epoch):
        return
    published = float(re.search(r"accuracy (?:is|of) (\S+) as percent", text)[1])
    ours = of_name(table, name)
    values = ours_at(ours, metric, epoch)
    mean = statistics.mean(values)
    one_run = len(values) == 1
    claims_none = table.other_data is not None or one_run
    assert ("no agreement is claimed" in text) == claims_none
    unstated = says_what_is_unstated(text, table, name, metric, published, epoch)
    if re.search("fails? to train", text):
        check_two_sorts(text, table, ours, metric, published, epoch)
    elif re.search(r"fits ours|does not fit ours", text):
        assert unstated
        assert not claims_none
        assert float(re.search(r"</em> \((\S+)\)", text)[1]) == mean
        inside = prediction(values, n_images(ours, metric), published)
        assert inside is None or ("fits ours" in text) == inside
    else:
        assert not unstated or claims_none
        assert float(re.search(r"ours (?:with <em>.+?</em> )?is (\S+),", text)[1]) == mean
        assert (f", the same to within one {which or 'test '}image" in text) == (
            abs(mean - published) * n_images(ours, metric) < 1
        )
        if "points above it" in text:
            assert mean > published
        if "points below it" in text:
            assert mean < published
        inside = None if claims_none else prediction(values, n_images(ours, metric), published)
        if inside is not None:
            assert ("are consistent" in text) == inside
            assert ("is not expected to lie so far off" in text) == (not inside)
    check_conditions(text, table, ours, metric, published, epoch)
    fixed = re.search("always answering “(.+?)” gets", text)
    gap = abs(Decimal(repr(ours.majority.accuracy)) - Decimal(repr(published)))
    place = Decimal(repr(published)).as_tuple().exponent
    assert (fixed is not None) == (
        metric == "test_accuracy" and gap <= min(Decimal(10) ** place / 2, Decimal("0.005"))
    )
    assert fixed is None or fixed[1] == ours.majority.label


def n_images(ours, metric):
    return ours.n_test if metric == "test_accuracy" else ours.n_train


def prediction(values, n, published):
    """Whether one more run may be the published one; None where rounding errors decide."""
    spread = max(statistics.stdev(values), 1 / (n * math.sqrt(12)))
    half = t.ppf(0.975, len(values) - 1) * spread * math.sqrt(1 + 1 / len(values))
    digit = 10.0 ** Decimal(repr(published)).as_tuple().exponent
    room = half + digit / 2 - abs(statistics.mean(values) - published)
    return None if abs(room) < 1e-9 else room > 0


def check_two_sorts(text, table, ours, metric, published, epoch):
    runs = [run for run in ours.runs if epoch is None or int(epoch) in run.at_epochs]
    at_epoch = epoch is not None and int(epoch) != ours.settings.epochs
    stuck, learning = [], []
    for run in runs:
        if at_epoch or not run.diverged:
            value = run.at_epochs[int(epoch)][metric] if at_epoch else run.metrics[metric]
            (stuck if run.key in untrained(table.summary) else learning).append(value)
    counts = re.search(r"Of ours.*?, (\d+) runs? fails? to train .*? and (\d+) runs? train", text)
    assert [int(one) for one in counts.groups()] == [len(stuck), len(learning)]
    said = re.search(r"that of (.*?), and that of (.*?)\.", text)
    digit = 10.0 ** Decimal(repr(published)).as_tuple().exponent
    for words, values in zip(said.groups(), (stuck, learning), strict=True):
        equal = sum(abs(value - published) <= digit / 2 + 1e-9 for value in values)
        assert words.startswith("no run") == (equal == 0)
        assert words.startswith("some runs") == (0 < equal < len(values))


def says_what_is_unstated(text, table, name, metric, published, epoch):
    """Whether the sentence says that a setting is not printed, as an entry for the name has it."""
    says = "learning rate is not printed" in text
    entries = [
        one
        for one in table.published
        if getattr(one, metric) == published
        and (metric in OUR_EPOCHS or str(one.epoch) == str(epoch))
    ]
    assert says in {bool(one.unstated) for one in entries}
    ours = of_name(table, name)
    if not says:
        assert any(one.of["units"] == ours.varied["units"] for one in entries)
    return says


def check_published_loss(text, table, finding):
    (name,) = shown(text)
    epoch, which, published = re.match(
        r"(?:At epoch (\d+), the|The) published (test |training |)loss (?:is|of) (\S+) (?:for|\()",
        text,
    ).groups()
    metric = "train_loss" if which == "training " else "test_loss"
    if says_nothing_beside(text, table, name, metric, epoch):
        return
    ours, published = of_name(table, name), float(published)
    mean = statistics.mean(ours_at(ours, metric, epoch))
    assert float(re.search(r"ours (?:with <em>.+?</em> )?is (\S+),", text)[1]) == mean
    says_what_is_unstated(text, table, name, metric, published, epoch)
    assert any(data in text for data in OTHER_DATA) == (table.other_data is not None)
    assert not re.search("consistent|agree", text)
    far = re.search(r", (\S+) as percent (above|below) it", text)
    if far:
        assert float(far[1]) == abs(mean - published) / published
        assert mean > published if far[2] == "above" else mean < published
    elif "above it" in text:
        assert mean > published == 0
    else:
        assert "the same to within a tenth of a percent" in text
        assert abs(mean - published) <= 0.001 * published
    check_conditions(text, table, ours, metric, published, epoch)


def published_apart(table):
    """Each two accuracies of the last epoch that differ, the higher first, with their rows."""
    numbers = {}
    for entry in table.published:
        for one in table.summary.planned:
            known = one.known
            if (
                len(may_be_about(table, entry)) == 1
                and known.varied["units"] == entry.of["units"]
                and entry.test_accuracy is not None
                and entry.epoch in (None, known.settings.epochs)
                and not differing(
                    {
                        key: value
                        for key, value in entry.conditions.items()
                        if key != "epochs" or not entry.epoch
                    },
                    known.settings,
                )
                and known.name in means(table)
            ):
                numbers[known.name] = entry.test_accuracy
    pairs = [sorted(pair, key=lambda one: -one[1]) for pair in combinations(numbers.items(), 2)]
    return [
        (higher, lower)
        for (higher, top), (lower, bottom) in pairs
        if abs(Decimal(repr(top)) - Decimal(repr(bottom)))
        > max(Decimal(10) ** Decimal(repr(one)).as_tuple().exponent for one in (top, bottom))
    ], numbers


def may_be_about(table, entry):
    """Our configurations of its units, and those that differ from one in their rate alone."""
    planned = [one.known for one in table.summary.planned]
    named = [one for one in planned if one.varied["units"] == entry.of["units"]]
    if not entry.unstated:
        return [one for one in named if entry.of == {"units": one.varied["units"]}][:1]

    def without_rate(known):
        return replace(known.settings, optimizer=known.settings.optimizer["name"])

    return [one for one in planned if without_rate(one) in map(without_rate, named)]


def check_published_order(text, table, finding):
    pairs, numbers = published_apart(table)
    rows = [(of_name(table, higher), of_name(table, lower)) for higher, lower in pairs]
    verdicts = [one.verdict for one in compare_family(table, rows)]
    assert int(re.search(r"put (\d+) pairs?", text)[1]) == len(pairs)
    level = re.search(r"(\d+) more pairs?, published no further apart than one unit", text)
    n_all = len(numbers) * (len(numbers) - 1) // 2
    assert int(level[1] if level else 0) == n_all - len(pairs)
    named = {name for pair in pairs for name in pair}
    head = re.search(r"among (.*?)[;.](?: |$)", text)[1]
    everyone = head == "all configurations" and len(table.summary.planned) == len(named)
    assert everyone or set(shown(head)) == named
    assert table.other_data is None
    assert any(min(seeds(table)[name] for name in pair) > 1 for pair in pairs)
    if "support the order of each" in text or "support this order" in text:
        assert set(verdicts) == {"better"}
        return
    for word, verdict in (
        ("support", "better"),
        ("contradict", "worse"),
        ("find", "equivalent"),
        ("leave", "not resolved"),
    ):
        said = re.search(rf"{word} (\d+)", text)
        assert int(said[1] if said else 0) == verdicts.count(verdict)
    told = re.findall(
        r"<em>&lt;(\S+?)&gt;</em> above <em>&lt;(\S+?)&gt;</em> \(published (\S+) as percent and "
        r"(\S+) as percent, ours (\S+) and (\S+): ([a-z ]+)\)",
        text,
    )
    words = {"worse": "contradicted", "equivalent": "practically equal"}
    mean = means(table)
    for higher, lower, *stated, word in told:
        verdict = verdicts[pairs.index((higher, lower))]
        assert word == words.get(verdict, verdict) != "better"
        expected = [numbers[higher], numbers[lower], mean[higher], mean[lower]]
        assert [float(one) for one in stated] == expected
    n_open = len(pairs) - verdicts.count("better")
    assert len(told) == min(n_open, MOST_NAMED)
    assert ("among others" in text) == (n_open > MOST_NAMED)
    # None that is contradicted is left out for one that is only not resolved.
    n_contradicted = sum(word == "contradicted" for *_, word in told)
    assert n_contradicted == min(verdicts.count("worse"), MOST_NAMED)


def check_published_turn(text, table, finding):
    (name,) = shown(text)
    crosses = "stays above the training loss" in text
    words = "training loss from epoch" if crosses else "rises after epoch"
    published = int(re.search(rf"{words} (\d+)", text)[1])
    entry_metric = "loss_crossing_epoch" if crosses else "lowest_test_loss_epoch"
    metric = OUR_EPOCHS[entry_metric]
    if says_nothing_beside(text, table, name, metric, None):
        return
    ours = of_name(table, name)
    says_what_is_unstated(text, table, name, entry_metric, published, None)
    epochs, found = ours.settings.epochs, ours_at(ours, metric, None)
    lowest = [one for one in found if one is not None]
    rises = [run.metrics["held_out_loss_later_rise"] for run in ours.runs if not run.diverged]
    one_run = crosses and len(found) == len(lowest) == 1
    assert ("no agreement is claimed" in text) == (table.other_data is not None or one_run)
    span = re.search(r"at epoch (\d+)(?: to (\d+))?[:;,.]", text)
    if "is not shown to turn" in text:
        assert (int(span[1]), int(span[2] or span[1])) == (min(lowest), max(lowest))
        assert re.search(r"within (\d+) epochs?", text)[1] == str(epochs)
        assert ("fewer than that" in text) == (epochs < published)
        assert ("of one seed no rise" in text) == (len(lowest) == 1)
    elif "ours ends above it" in text or "ends above it in" in text:
        said = re.search(r"above it in (?:(\d+) of (\d+) runs?|no run)\.", text)
        assert (int(said[1] or 0), int(said[2] or len(found))) == (len(lowest), len(found))
        assert len(lowest) < len(found)
    else:
        assert crosses or len(rises) > 1
        assert crosses or max(rises) >= 0.02
        assert len(lowest) == len(found)
        mean = statistics.mean(lowest)
        assert int(re.search(r"(?:turns at|does so from) epoch (\d+)", text)[1]) == round(mean)
        single = re.search(r"which range from (\d+) to (\d+)", text)
        assert (single is None) == (min(lowest) == max(lowest))
        assert single is None or [int(end) for end in single.groups()] == [
            min(lowest),
            max(lowest),
        ]
        if len(lowest) == 1:
            assert not re.search("consistent|fits|is not expected", text)
        elif table.other_data is None:
            spread = max(statistics.stdev(lowest), 1 / math.sqrt(12))
            half = t.ppf(0.975, len(lowest) - 1) * spread * math.sqrt(1 + 1 / len(lowest))
            room = half + 0.5 - abs(mean - published)
            verdict = re.search("so much (earlier|later)", text)
            if abs(room) > 1e-9:
                assert bool(re.search("are consistent|fits ours", text)) == (room > 0)
                assert bool(verdict or "does not fit ours" in text) == (room < 0)
            if verdict:
                assert (mean < published) == (verdict[1] == "earlier")
    check_conditions(text, table, ours, entry_metric, published, None)


def of_name(table, name):
    (ours,) = [one for one in table.summary.configurations if one.name == name]
    return ours


def ours_at(ours, metric, epoch):
    """The metric of each run that has one, after the last epoch or after an earlier one."""
    if epoch is None or int(epoch) == ours.settings.epochs:
        return [run.metrics[metric] for run in ours.runs if not run.diverged]
    return [run.at_epochs[int(epoch)][metric] for run in ours.runs if int(epoch) in run.at_epochs]


def says_nothing_beside(text, table, name, metric, epoch):
    """Whether there is nothing of ours, which the sentence says, with the reason, if so."""
    (planned,) = [one for one in table.summary.planned if one.known.name == name]
    is_so = "nothing to stand beside" in text
    assert is_so == (not (planned.summary and ours_at(planned.summary, metric, epoch)))
    if is_so:
        assert ("failed" in text) == bool(planned.failed)
        assert ("diverged" in text) == bool(planned.summary)
        assert ("diverged before" in text) == bool(planned.summary and epoch)
        assert ("our only run" in text) == (len(planned.seeds) == 1)
    return is_so


def check_conditions(text, table, ours, metric, published, epoch):
    """Conditions that differ are told with the first number of the entry."""
    # Of one number there may be two entries; one of them is told of here.
    entries = [
        one
        for one in table.published
        if (one.unstated or one.of["units"] == ours.varied["units"])
        and getattr(one, metric) == published
        and (metric in OUR_EPOCHS or str(one.epoch) == str(epoch))
    ]
    order = ("test_accuracy", "train_accuracy", "test_loss", "train_loss", "lowest_test_loss_epoch")
    expected = [
        []
        if any(
            getattr(one, earlier) is not None for earlier in order[: (*order, metric).index(metric)]
        )
        else differing_conditions(one, ours, epoch)
        for one in entries
    ]
    assert told_conditions(text) in expected


def told_conditions(text):
    """Setting, published and ours of each "for … where ours has …"."""
    clause = re.search(r"It was published for (.+?)(?::|\.(?: |$))", text)
    parts = clause[1].split(", ") if clause else []
    setting = "optimizer|learning rate|batch size|units|activation|epochs"
    return [re.fullmatch(rf"({setting}) (.+) where ours has (.+)", one).groups() for one in parts]


NAMES = {"relu": "ReLU", "adam": "Adam", "adadelta": "Adadelta", "sgd": "SGD"}


def differing_conditions(entry, ours, epoch):
    layers, optimizer = ours.settings.hidden, ours.settings.optimizer
    values = {
        "optimizer": optimizer["name"],
        "learning_rate": optimizer["learning_rate"],
        "batch_size": ours.settings.batch_size,
        "units": [layer.units for layer in layers],
        "activation": "relu" if layers else "none",
        "epochs": ours.settings.epochs,
    }

    def words(key, value):
        if isinstance(value, list):
            # One activation may stand for all layers; one size never does.
            same = key == "activation" and len(set(value)) == 1
            shown = [words(key, one) for one in (value[:1] if same else value)]
            return (" + " if key == "units" else " / ").join(shown) or "none"
        return f"{value:g}" if isinstance(value, float) else NAMES.get(value, str(value))

    pairs = [
        (key.replace("_", " "), words(key, value), words(key, values[key]))
        for key, value in entry.conditions.items()
        if key != "seeds" and not (key == "epochs" and epoch)
    ]
    return [one for one in pairs if one[1] != one[2]]


CHECKS = {
    "published": check_published,
    "published_loss": check_published_loss,
    "published_order": check_published_order,
    "published_turn": check_published_turn,
}
