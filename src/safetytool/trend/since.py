"""Since when: all at once between two years, or gradually?"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from scipy.special import xlog1py, xlogy

from safetytool.analysis.model import Fact
from safetytool.trend.model import Estimate, Series

LEAST_YEARS: Final = 4
"""With three years every line is a step as well."""
CLEARLY: Final = 2.0
"""A step is told where its log likelihood is so much higher than that of the line. It has its place to choose
as well, a third parameter, so that this is a lead of 2 in AIC (Burnham and Anderson 2002, p. 70)."""


def best_step(series: Series, estimate: Estimate) -> Mapping[str, Fact] | None:
    """Return between which years a rise or fall lies, or that it is gradual.

    Returns
    -------
    kind 'step' with before and after (school years), or kind 'gradual' with first; None with fewer than
    LEAST_YEARS points, which cannot tell the two apart.
    """
    if estimate.years < LEAST_YEARS:
        return None
    points = [p for p in series.points if estimate.first <= p.school_year <= estimate.last]
    k = np.array([p.count for p in points], np.float64)
    n = np.array([p.n or 0 for p in points], np.float64)
    line = _log_likelihood(k, n, np.array([rate for _, rate in estimate.line]))
    steps = []
    for at in range(1, len(points)):
        left = np.full(at, k[:at].sum() / n[:at].sum())
        right = np.full(len(points) - at, k[at:].sum() / n[at:].sum())
        steps.append(_log_likelihood(k, n, np.concatenate([left, right])))
    best = int(np.argmax(steps)) + 1
    if steps[best - 1] > line + CLEARLY:
        return {"kind": "step", "before": points[best - 1].school_year, "after": points[best].school_year}
    return {"kind": "gradual", "first": estimate.first}


def _log_likelihood(k: np.ndarray, n: np.ndarray, rate: np.ndarray) -> float:
    """Return the binomial log likelihood without its constant; a rate of 0 with k of 0 counts as certain."""
    return float((xlogy(k, rate) + xlog1py(n - k, -rate)).sum())
