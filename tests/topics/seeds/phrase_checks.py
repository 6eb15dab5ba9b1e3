"""What sentences say of single seeds and their spread, held against the table."""

import re

from findings.reading import closely, shown
from topics.search.phrase_checks import half_width


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
    if known:
        named = [one for one in table.finished if one.name in shown(text)]
        (widest,) = named or [one for one in table.finished if one.n_runs - one.n_diverged > 1]
        mean = widest.metrics["test_accuracy"].mean
        width = re.search(r"single run.* uncertain by about (\S+) points", text)[1]
        assert float(width) == closely(half_width(mean, widest.n_test))


CHECKS = {
    "seed_spread": check_seed_spread,
}
