"""What a report states of runs a second time, from two files of each and by no code of Labbook.

A run is its folder: `history.csv` and `predictions.npz`. Formulas are the textbooks', as loops.
"""

import csv
import math
from itertools import pairwise

import numpy as np
from scipy.stats import binom, norm, rankdata, t


class Run:
    def __init__(self, folder):
        with np.load(folder / "predictions.npz") as file:
            self.probabilities = file["probabilities"].astype(float)
            self.labels = file["labels"].astype(int)
        with open(folder / "history.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.history = {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}
        self.answers = self.probabilities.argmax(axis=1)
        self.right = self.answers == self.labels

    @property
    def accuracy(self):
        return sum(map(int, self.right)) / len(self.right)

    @property
    def confusion(self):
        n = self.probabilities.shape[1]
        pairs = list(zip(self.labels, self.answers, strict=True))
        return [[pairs.count((label, answer)) for answer in range(n)] for label in range(n)]

    @property
    def recalls(self):
        return [row[place] / sum(row) for place, row in enumerate(self.confusion)]

    @property
    def aucs(self):
        """By the ranks: Mann and Whitney's U of the class, divided by all pairs."""
        found = []
        for label, given in enumerate(self.probabilities.T):
            mine = self.labels == label
            n, others = mine.sum(), (~mine).sum()
            found.append((rankdata(given)[mine].sum() - n * (n + 1) / 2) / n / others)
        return found

    @property
    def sureness(self):
        """Mean probability of the answers, its error under calibration, and that of wrong ones."""
        sure = self.probabilities.max(axis=1)
        error = math.sqrt(sum(p * (1 - p) for p in sure)) / len(sure)
        return sure.mean(), error, sure[~self.right].mean()

    @property
    def p_surer_than_right(self):
        sure, error, _ = self.sureness
        return norm.sf((sure - self.accuracy) / error)

    @property
    def p_better_than_one_answer(self):
        """McNemar's exact test, one-sided, against always the commonest class."""
        common = self.labels == np.bincount(self.labels).argmax()
        alone, missed = (self.right & ~common).sum(), (common & ~self.right).sum()
        return sum(binom.pmf(k, alone + missed, 0.5) for k in range(alone, alone + missed + 1))

    def interval(self):
        """Wilson's, as the two roots of (p - q)^2 = z^2 q (1 - q) / n."""
        n, z2, p = len(self.right), norm.ppf(0.975) ** 2, self.accuracy
        return sorted(np.roots([1 + z2 / n, -2 * p - z2 / n, p**2]))

    def slope_at_the_end(self):
        """Change of the held-out loss along a line through its last logarithms."""
        logs = np.log(self.history["val_loss"])
        logs = logs[-max(3, math.ceil(len(logs) / 10)) :]
        x = np.arange(len(logs)) - (len(logs) - 1) / 2
        return math.exp((x @ logs) / (x @ x) * (len(logs) - 1)) - 1


def mean_and_std(values):
    mean = sum(values) / len(values)
    return mean, math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))


def student(values):
    """Interval of the mean, and the p-value of zero."""
    (mean, std), n = mean_and_std(values), len(values)
    half = t.ppf(0.975, n - 1) * std / math.sqrt(n)
    return (mean - half, mean + half), 2 * t.sf(abs(mean) / std * math.sqrt(n), n - 1)


def one_more(values):
    """Student's prediction interval."""
    (mean, std), n = mean_and_std(values), len(values)
    half = t.ppf(0.975, n - 1) * std * math.sqrt(1 + 1 / n)
    return mean - half, mean + half


def later_rises(runs):
    """Of each run, from where the others are lowest on average to the end, by running medians."""
    losses = [run.history["val_loss"] for run in runs]
    late = max(3, math.ceil(len(losses[0]) / 10))

    def around(values, epoch):
        reach = max(late // 2, epoch // 4)
        return np.median(values[max(0, epoch - 1 - reach) : epoch + reach])

    found = []
    for place, loss in enumerate(losses):
        others = sum(other for index, other in enumerate(losses) if index != place)
        turn = min(range(1, len(loss) + 1), key=lambda epoch: around(others, epoch))
        found.append(np.median(loss[-late:]) / around(loss, turn) - 1)
    return found


def contrast(weights, configurations):
    """A weighted sum of mean accuracies, its standard error and degrees of freedom.

    Runs of each configuration crossed with images that all share, by the two-way analysis of
    variance without replicates; two images are added on which the extreme weight alone decides.
    """
    n_images = len(configurations[0][0].right)
    answers = [np.array([run.right for run in runs], float) for runs in configurations]
    by_image = sum(w * answer.mean(axis=0) for w, answer in zip(weights, answers, strict=True))
    value = by_image.mean()
    squares = ((by_image - value) ** 2).sum() + 2 * max(map(abs, weights)) ** 2
    images = squares / (n_images - 1) / n_images
    runs, interaction, denominator = 0.0, 0.0, images**2 / (n_images - 1)
    for weight, answer in zip(weights, answers, strict=True):
        n, grand = len(answer), answer.mean()
        total = ((answer - grand) ** 2).sum()
        of_runs = n_images * ((answer.mean(axis=1) - grand) ** 2).sum()
        of_images = n * ((answer.mean(axis=0) - grand) ** 2).sum()
        mixed = (total - of_runs - of_images) / (n - 1) / (n_images - 1)
        part = weight**2 * of_runs / (n - 1) / n_images / n
        runs += part
        interaction += weight**2 * mixed / n / n_images
        denominator += part**2 / (n - 1)
    variance = max(images, runs, images + runs - interaction)
    return value, math.sqrt(variance), variance**2 / denominator


def contrast_p(weights, configurations):
    value, error, freedom = contrast(weights, configurations)
    return 2 * t.sf(abs(value) / error, freedom)


def trend_p(configurations):
    """The larger p-value of the linear contrast and of the ends."""
    n = len(configurations)
    return max(
        contrast_p([place - (n - 1) / 2 for place in range(n)], configurations),
        contrast_p([-1, 1], [configurations[0], configurations[-1]]),
    )


def holm(p_values):
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted = [min(1.0, (len(order) - rank) * p_values[place]) for rank, place in enumerate(order)]
    for rank, (before, after) in enumerate(pairwise(adjusted)):
        adjusted[rank + 1] = max(before, after, adjusted[rank])
    return [adjusted[order.index(place)] for place in range(len(order))]
