"""What sentences say of single seeds and their spread, held against the table."""

import re

from findings.reading import html_free, shown


def check_lone_seed(text, table, finding):
    (name,) = shown(text)
    (one,) = (one for one in table.finished if one.name == name)
    values = sorted(value for value in one.metrics["test_accuracy"].values if value is not None)
    lowest, *_, highest = values
    assert len(values) > 2
    assert highest - lowest > 0.1
    read = html_free(text)
    assert f"end between {lowest!r} as percent and {highest!r} as percent" in read
    low_alone = values[1] - lowest > highest - values[1]
    high_alone = highest - values[-2] > values[-2] - lowest
    assert ("the lowest is one run by itself" in text) == low_alone
    assert ("the highest is one run by itself" in text) == (high_alone and not low_alone)
    if low_alone or high_alone:
        following = values[1] if low_alone else values[-2]
        assert f"the next has {following!r} as percent" in read


def check_seed_spread(text, table, finding):
    spreads = [one.metrics["test_accuracy"].std for one in table.finished]
    known = [spread for spread in spreads if spread is not None]
    if "rests on one run" in text:
        assert not known
        assert len(spreads) == len(table.summary.planned) or "with a result" in text
    elif "one and the same" in text:
        assert set(known) == {0}
        assert len(known) == len(table.summary.planned) or "that count" in text
    else:
        assert float(re.search(r"deviation of (\S+) points", text)[1]) == max(known)
        assert ("within the margin" in text) == (max(known) <= table.equivalence_margin)


CHECKS = {
    "lone_seed": check_lone_seed,
    "seed_spread": check_seed_spread,
}
