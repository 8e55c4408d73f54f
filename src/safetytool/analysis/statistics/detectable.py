"""The smallest rise that a series would have shown: what "no change" leaves open.

True for the criterion by which a rise is stated, P(beta > 0) >= `stated_from` with the weak prior of
`yearly_trend`, and not for a textbook test: 0, 0 and 7 of 550 answers are no rise yet.

1. A line in log odds (counts: in logs) starts at the series' usual rate and ends higher.
2. Its expected counts mu_t are replaced by unlucky ones, as much less steep as one such series in five is.
   The signed root of a likelihood ratio changes with the count of year t as g_t = w_t (eta_t - eta_0), the
   line less the level without change, so that (delta method; Cox and Hinkley 1974, Theoretical Statistics,
   ch. 9) k_t = mu_t - z(power) V_t g_t / sqrt(sum g^2 V), with V_t the variance of a year's count.
3. P(beta > 0) of these counts is Phi(r + log(q / r) / r), with r the signed root of twice the log posterior
   ratio and q from the slope of the profile at beta = 0 (Laplace's method for a tail: DiCiccio and Martin
   1991, Biometrika 78:891-902). The tests hold it against the grid of `trends`, which takes much longer.
4. The end of the line at which this reaches `stated_from` is found by halving.

For large counts this is the formula of two samples. Simulated through `judge`, with a usual rate of 0 to
30 %, 25 to 2,000 answers and 2 to 10 years, 75 to 86 % of the rises are stated for a power of 80 %.

Limits. The usual rate and how much years differ are taken as known; a rate of nought is taken as half an
event in all years together. A rise of another shape may be found less often: from a rate of nought a straight
line in shares in 48 to 82 %, and a rise in the last of ten years alone in 20 to 66 %. A fall of that size,
where there is room for it, is found more often.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.special import expit, ndtri

from safetytool.analysis.statistics.yearly_trend import (
    LEVEL_SPREAD,
    WEAK_SLOPE,
    Family,
    Floats,
    Mode,
    Yearly,
    centred,
    find_mode,
    level,
)

POWER: Final = 0.8
"""How often a change of the stated size is found: the customary four times in five (Cohen 1988, Statistical
Power Analysis for the Behavioral Sciences, 2nd ed.)."""
TENFOLD: Final = float(np.log(10.0))
"""A rise of counts that only shows when it is more than this is none to speak of."""
CERTAIN: Final = 9.0
"""Log odds of a rate that is as good as 100 %."""
HALVINGS: Final = 18
"""Of at most 25 log odds: the end of a line is found to within 0.0001."""
NEWTON_STEPS: Final = 8
LEAST_ROOT: Final = 1e-3
"""Nearer to nought the formula for the tail divides nought by nought."""


@dataclass(frozen=True)
class _Lines:
    """Rising lines: the years and answers of `series`, from the log odds (or log rate) `start` (series,).

    `part` (series, years): how far a year lies between the first and the last. `spread`: (series,).
    """

    series: Yearly
    start: Floats
    part: Floats
    spread: Floats


def detectable_rise(series: Yearly, spread: Floats, stated_from: float, power: float = POWER) -> Floats:
    """Return the smallest rise over the years of each series that would be stated, in `power` of such series.

    Parameters
    ----------
    series : counts that show the usual rate; their weights are not used.
    spread : (series,) how much years differ beyond chance: rho, or phi of counts, as of `overdispersion`.
    stated_from : the P(beta > 0) from which on a rise is stated, above 0.5.
    power : part of such series in which it is stated, 0 to 1.

    Returns
    -------
    (series,) difference between the ends of the line, first to last year with a figure: as a share (0.04:
    four percentage points), of counts as a factor less one (0.5: half as many again). `inf` where not
    even a rise to 100 %, or of counts to ten times as many, would be stated; nan with fewer than two years.

    Examples
    --------
    >>> answers = Yearly(np.zeros((1, 3)), np.full((1, 3), 560.0), np.arange(3.0), np.ones((1, 3)))
    >>> float(detectable_rise(answers, np.array([0.0]), 0.99)[0].round(3))
    0.013
    """
    rise = np.full(len(series.k), np.nan)
    rows = np.flatnonzero(series.known.sum(axis=1) > 1)
    lines = _lines(series.take(rows), spread[rows])
    poisson = series.family == "poisson"
    low = np.zeros(len(rows))
    high = np.full(len(rows), TENFOLD) if poisson else np.maximum(CERTAIN - lines.start, 0.0)
    never = _root_of_unlucky(lines, high, power) < ndtri(stated_from)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        stated = _root_of_unlucky(lines, middle, power) >= ndtri(stated_from)
        low, high = np.where(stated, low, middle), np.where(stated, middle, high)
    size = np.expm1(high) if poisson else expit(lines.start + high) - expit(lines.start)
    rise[rows] = np.where(never, np.inf, size)
    return rise


def _lines(series: Yearly, spread: Floats) -> _Lines:
    """Return the lines of series that have two years at least."""
    known = series.known
    time = np.where(known, series.time, np.nan)
    first, last = np.nanmin(time, axis=1), np.nanmax(time, axis=1)
    part = (np.nan_to_num(time) - first[:, None]) / (last - first)[:, None]
    return _Lines(series, level(series), part, spread)


def _root_of_unlucky(lines: _Lines, rise: Floats, power: float) -> Floats:
    """Return the normal deviate of P(beta > 0) for unlucky counts of lines that rise so much; (series,)."""
    series = lines.series
    eta = lines.start[:, None] + rise[:, None] * lines.part
    n = np.where(series.known, series.n, 0.0)
    mean, variance = _mean_and_variance(eta, n, series.family)
    size = mean if series.family == "poisson" else np.maximum(n - 1, 0)
    effect = 1 + size * lines.spread[:, None]
    weight = 1 / effect
    flat = level(replace(series, k=mean * weight, n=n * weight))
    unlike = weight * (eta - flat[:, None])
    variance = variance * effect
    scale = np.sqrt((unlike**2 * variance).sum(axis=1, keepdims=True))
    k = mean - ndtri(power) * variance * unlike / np.maximum(scale, 1e-12)
    k = np.maximum(k, 0.0) if series.family == "poisson" else np.clip(k, 0.0, n)
    unlucky = replace(series, k=np.where(series.known, k, np.nan), weight=weight)
    return tail_root(unlucky, find_mode(unlucky))


def tail_root(series: Yearly, mode: Mode) -> Floats:
    """Return the normal deviate of P(beta > 0), weak prior, at the mode of the same series; (series,).

    Of probabilities near one half (root below LEAST_ROOT) only the first-order part.
    """
    start, time = level(series), centred(series)
    k, n = (np.where(series.known, part * series.weight, 0.0) for part in (series.k, series.n))
    flat = start.copy()
    for _ in range(NEWTON_STEPS):
        mean, curve = _mean_and_variance(flat[:, None], n, series.family)
        slope = (k - mean).sum(axis=1) - (flat - start) / LEVEL_SPREAD**2
        flat = flat + np.clip(slope / (curve.sum(axis=1) + LEVEL_SPREAD**-2), -1, 1)
    mean, curve = _mean_and_variance(flat[:, None], n, series.family)
    ratio = _log_posterior(k, n, mode.alpha, mode.beta, start, time, series.family)
    ratio = ratio - _log_posterior(k, n, flat, np.zeros_like(flat), start, time, series.family)
    root = np.sign(mode.beta) * np.sqrt(2 * np.maximum(ratio, 0.0))
    of_level, of_slope, both = mode.variance.T
    narrower = (curve.sum(axis=1) + LEVEL_SPREAD**-2) * (of_level - both**2 / of_slope)
    q = ((k - mean) * time).sum(axis=1) * np.sqrt(of_slope * narrower)
    near = np.abs(root) < LEAST_ROOT
    safe = np.where(near, 1.0, root)
    return np.asarray(root + np.where(near, 0.0, np.log(np.where(near, 1.0, q / safe)) / safe))


def _mean_and_variance(eta: Floats, n: Floats, family: Family) -> tuple[Floats, Floats]:
    if family == "poisson":
        mean = n * np.exp(eta)
        return mean, mean
    p = expit(eta)
    return n * p, n * p * (1 - p)


def _log_posterior(
    k: Floats, n: Floats, alpha: Floats, beta: Floats, start: Floats, time: Floats, family: Family
) -> Floats:
    eta = alpha[:, None] + beta[:, None] * time
    log_p = k * eta - n * (np.exp(eta) if family == "poisson" else np.logaddexp(0.0, eta))
    prior = ((alpha - start) / LEVEL_SPREAD) ** 2 + (beta / WEAK_SLOPE) ** 2
    return np.asarray(log_p.sum(axis=1) - prior / 2)
