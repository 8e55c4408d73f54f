"""What many series of yearly counts say about each other: how much years, and how much slopes, differ.

Both are moment estimators, pooled over the series of a family with the series itself left out, and drawn to
a usual value that weighs as a stated number of series: three yearly points by themselves cannot tell how much
years differ.
"""

from typing import Final

import numpy as np
from scipy.special import expit, ndtr

from safetytool.analysis.statistics.yearly_trend import (
    LEVEL_SPREAD,
    WEAK_SLOPE,
    Codes,
    Floats,
    Mode,
    SlopePrior,
    Yearly,
    centred,
)

USUAL_RHO: Final = 0.005
"""Intraclass correlation between the years of one school before anything is seen, the one of the simulated
boards. Two years show nothing of it: the lower it is, the more often their difference is called a rise."""
USUAL_RHO_TOGETHER: Final = 0.001
"""The same of all schools together, whose years differ less: what COMMON_SHOCK makes of a rate of 10 %."""
USUAL_PHI: Final = 0.02
"""Of counts of reports: squared coefficient of variation between years, about 14 % to either side."""
FREEDOM_OF_USUAL: Final = 20.0
"""The usual value weighs as so many degrees of freedom of years."""
MOST: Final = 0.1
USUAL_TAU: Final = 0.1
"""Usual standard deviation of yearly slopes between schools, in log odds."""
SERIES_OF_USUAL: Final = 10.0
USUAL_VARIANCE: Final = 0.05
"""...it weighs as ten series whose own slope is known with this variance."""
COMMON_SHOCK: Final = 0.1
"""Standard deviation of a year effect that all schools share, in log odds: because of it, the slope that many
schools have in common is never known exactly (the national figures behind analysis/change.py scatter so)."""


def fitted(series: Yearly, mode: Mode) -> Floats:
    """Return the expected count at the mode, (series, years); 0 where there is no figure."""
    eta = mode.alpha[:, None] + mode.beta[:, None] * centred(series)
    n = np.where(series.known, series.n, 0.0)
    return n * (np.exp(np.clip(eta, -30, 30)) if series.family == "poisson" else expit(eta))


def overdispersion(series: Yearly, mode: Mode, family: Codes, usual: float) -> Floats:
    """Return how much the years of a series differ beyond chance: rho, or phi of Poisson counts.

    Pearson's statistic has expectation sum f_t (1 + (n_t - 1) rho) with f_t the part of year t that the line
    leaves free (Williams 1982, eq. 2.4; for Poisson 1 + mu_t phi, Breslow 1984); solved for rho over all
    other series of the family together, drawn to `usual` by FREEDOM_OF_USUAL.

    Parameters
    ----------
    series : with weights of 1.
    mode : of the same series.
    family : (series,) codes; series that share one rho. -1: not used for others, and given none of its own.
    usual : the value before anything is seen.

    Returns
    -------
    (series,) at least 0, at most MOST.
    """
    known, mean, time = series.known, fitted(series, mode), centred(series)
    n = np.where(known, series.n, 0.0)
    variance = mean if series.family == "poisson" else mean * (1 - mean / np.maximum(n, 1))
    seen = known & (variance > 0)
    squared = np.where(seen, (np.nan_to_num(series.k) - mean) ** 2 / np.maximum(variance, 1e-12), 0.0)
    free = np.where(seen, _freedom(variance, mode, time), 0.0)
    extra = mean if series.family == "poisson" else np.maximum(n - 1, 0)
    # Of a year in which less than one is expected Pearson's statistic is too small on average (a series
    # without any concern always has 0), so that rare answers would seem to differ less between years.
    counts_for = variance / (variance + 1)
    excess = (counts_for * (squared - free)).sum(axis=1)
    size = (counts_for * free * extra).sum(axis=1)
    of_usual = FREEDOM_OF_USUAL * size.sum() / max(float(free.sum()), 1.0)
    rest = _others(excess, family), _others(size, family)
    return np.asarray(np.clip((of_usual * usual + rest[0]) / np.maximum(of_usual + rest[1], 1e-9), 0, MOST))


def _freedom(variance: Floats, mode: Mode, time: Floats) -> Floats:
    """Return what the line leaves free of every year, (series, years): the diagonal of (I - H)^2.

    With H the hat matrix of the weighed fit. The priors pull the fit away from the years, so that H is no
    projection and 1 - h is too much: two years would then seem to differ less than chance. With V the inverse
    curvature and P the priors' part of the curvature, (I - H)^2 has 1 - w x'(V + V P V) x on its diagonal
    (Hastie and Tibshirani 1990, Generalized Additive Models, section 3.5).
    """
    aa, bb, ab = (mode.variance[:, i, None] for i in range(3))
    of_level, of_slope = LEVEL_SPREAD**-2, WEAK_SLOPE**-2
    square_a = aa + of_level * aa**2 + of_slope * ab**2
    square_b = bb + of_level * ab**2 + of_slope * bb**2
    product = ab + of_level * aa * ab + of_slope * ab * bb
    return np.asarray(np.clip(1 - variance * (square_a + 2 * product * time + square_b * time**2), 0, 1))


def weights(series: Yearly, mode: Mode, spread: Floats) -> Floats:
    """Return the weight of every year, 1 / (1 + (n - 1) rho) or 1 / (1 + mu phi): (series, years)."""
    size = fitted(series, mode) if series.family == "poisson" else np.maximum(np.nan_to_num(series.n) - 1, 0)
    return np.asarray(1 / (1 + size * spread[:, None]))


def slope_prior(series: Yearly, mode: Mode, item: Codes, family: Codes) -> SlopePrior:
    """Return what the other series of an item say of a slope.

    Inverse-variance mean of the others' slopes with the spread between schools tau^2 by moments, pooled over
    a family (DerSimonian and Laird 1986, Controlled Clinical Trials 7:177-188, with weights 1 / v^2), plus
    the uncertainty that a year effect shared by all adds.

    Parameters
    ----------
    item : (series,) codes of what may be compared; -1: with nothing.
    family : (series,) codes of the series that share one tau.
    """
    v, beta = mode.variance[:, 1], mode.beta
    middle = _others_mean(beta, 1 / v, item)
    has = np.isfinite(middle)
    # The others' mean is itself uncertain, by about v over their number; that is taken off as well.
    number = np.maximum(_others(np.ones(len(v)), item), 1.0)
    off = np.where(has, ((beta - np.nan_to_num(middle)) ** 2 - v * (1 + 1 / number)) / v**2, 0.0)
    size = np.where(has, 1 / v**2, 0.0)
    of_usual = SERIES_OF_USUAL / USUAL_VARIANCE**2
    tau2 = np.maximum(
        (of_usual * USUAL_TAU**2 + _others(off, family)) / (of_usual + _others(size, family)), 1e-4
    )
    weight = 1 / (v + tau2)
    mean = _others_mean(beta, weight, item)
    total = _others(weight, item)
    years = np.maximum((series.known * centred(series) ** 2).sum(axis=1), 0.5)
    uncertainty = np.where(total > 0, 1 / np.maximum(total, 1e-9), 0.0) + COMMON_SHOCK**2 / years
    return SlopePrior(mean, uncertainty, np.sqrt(tau2))


def rises_more(mode: Mode, others: Mode) -> Floats:
    """Return the probability that a slope is steeper than that of others, normal approximation; (series,)."""
    variance = mode.variance[:, 1] + others.variance[:, 1]
    return np.asarray(ndtr((mode.beta - others.beta) / np.sqrt(variance)))


def _others(values: Floats, group: Codes) -> Floats:
    """Return the sum over the other rows of a group; 0 for rows of no group (-1)."""
    inside = group >= 0
    sums = np.bincount(group[inside], weights=values[inside], minlength=int(group.max(initial=-1)) + 1)
    return np.where(inside, sums[group] - values if len(sums) else 0.0, 0.0)


def _others_mean(values: Floats, weight: Floats, group: Codes) -> Floats:
    """Return the weighed mean over the other rows of a group; nan where there are none."""
    count = _others(np.ones(len(values)), group)
    total = _others(weight, group)
    return np.where(count > 0.5, _others(weight * values, group) / np.where(total > 0, total, 1.0), np.nan)
