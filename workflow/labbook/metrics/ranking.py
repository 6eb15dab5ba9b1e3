"""Whether what came first in a sample is first, and not by chance."""

import math
from collections.abc import Sequence

from scipy.stats import norm, t

from labbook.metrics.statistic import describe


def first_p(
    first: Sequence[float], second: Sequence[float], image_variance: float, step: float
) -> float:
    """p-value of "the first is no further than the second", of the first and second of a ranking.

    One value of each for each run, of the same images. Who came first is told from all others by
    the two-sided test against the second alone, though the data have chosen both: Hung and Fithian
    (2019), Annals of Statistics 47, 758-782. The variance of the difference is `image_variance`,
    that of other images in one run, and that of the mean over the runs; the degrees of freedom are
    Satterthwaite's (1946), Biometrics Bulletin 2, 110-114. `step` is what one image more changes,
    a correction for counts that are small.
    """
    gaps = describe([one - other for one, other in zip(first, second, strict=True)])
    run_variance = (gaps.std or 0.0) ** 2 / gaps.n
    error = math.sqrt(image_variance + run_variance)
    gap = abs(gaps.mean or 0.0) - step
    if gap <= 0:
        return 1.0
    if not error:
        return 0.0
    if not run_variance:
        return float(2 * norm.sf(gap / error))
    freedom = error**4 / (run_variance**2 / (gaps.n - 1))
    return float(2 * t.sf(gap / error, freedom))
