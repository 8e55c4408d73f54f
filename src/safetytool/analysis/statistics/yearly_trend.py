"""Trends of yearly counts: many short series at once, their uncertainty worked out on a grid.

Model of one series: eta_t = alpha + beta (t - mean t), with p_t = 1 / (1 + exp(-eta_t)) of n_t
respondents (binomial), or mu_t = exposure_t exp(eta_t) reports (Poisson). Years of one series differ by more
than chance alone; following Williams 1982 (Applied Statistics 31:144-148, model II) each year's log
likelihood is weighed by 1 / (1 + (n_t - 1) rho), for Poisson by 1 / (1 + mu phi) (Breslow 1984, Applied
Statistics 33:38-44). A weighed likelihood with a normal prior on alpha and beta is log-concave, so that its
mode is found by Newton's method and the posterior summed over a grid around it, without normal
approximation: with 0, 0 and 4 of 200 pupils there is none that holds.

Two priors on beta are used, on the same grid:
*weak*, N(0, 1): the series speaks for itself. Whether a rise or a fall is stated rests on this, so that the
    share of false statements is the same for a large and a small school.
*pooled*, 0.8 N(m, tau^2 + v) + 0.2 N(m, WIDE^2 + v): what the other series (schools) do, m with variance v
    (empirical Bayes, Morris 1983, J. Am. Stat. Assoc. 78:47-55), with a wide part, so that one school that
    does stand out is not drawn to the rest altogether (contaminated normal: Berger and Berliner 1986,
    Annals of Statistics 14:461-486). How much, and how sure, rests on this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.int64]
Family: TypeAlias = Literal["binomial", "poisson"]

WEAK_SLOPE: Final = 1.0
"""Standard deviation of the weak prior on the yearly slope, in log odds: odds that become 2.7 times as high
or more within a year in one of three cases; wider than anything that is seen in practice."""
WIDE_SLOPE: Final = 0.35
"""Nationally, bullying moved by 0.2 to 0.45 log odds a year between measurements (2016 to 2022)."""
USUAL: Final = 0.8
"""Part of the pooled prior that is about as steep as the other schools."""
LEVEL_SPREAD: Final = 2.0
"""Standard deviation of the prior on alpha around the level of all series together, in log odds."""
STEPS: Final = 60
BETAS, ALPHAS = 61, 31
REACH: Final = 6.0
"""The grid goes so many posterior standard deviations to either side."""
BETAS_POOLED: Final = 31
REACH_POOLED: Final = 4.0
"""The same of the narrow part of the pooled prior."""
AT_ONCE: Final = 6
"""Series that are summed at the same time: their grids fit into the cache of a processor, which is three
times as fast as a hundred at once."""
EDGE: Final = 0.025


@dataclass(frozen=True)
class Yearly:
    """Series of yearly counts.

    `k` and `n` are (series, years), nan where a year has no figure; n is respondents, or exposure for Poisson
    counts. `time` is (years,), in years. `weight` is (series, years), 0 to 1.
    """

    k: Floats
    n: Floats
    time: Floats
    weight: Floats
    family: Family = "binomial"

    @property
    def known(self) -> NDArray[np.bool_]:
        """(series, years) whether there is a figure."""
        return np.isfinite(self.k) & (np.nan_to_num(self.n) > 0)

    def take(self, rows: Codes) -> "Yearly":
        """Return some of the series."""
        return Yearly(self.k[rows], self.n[rows], self.time, self.weight[rows], self.family)


@dataclass(frozen=True)
class Mode:
    """Where the posterior with the weak prior is highest; (series,) each.

    `variance` is the inverse of its curvature: (series, 3) of alpha, of beta, and their covariance.
    """

    alpha: Floats
    beta: Floats
    variance: Floats


@dataclass(frozen=True)
class SlopePrior:
    """What other series say of a slope: (series,) mean, its variance, and the spread between series."""

    mean: Floats
    uncertainty: Floats
    tau: Floats


@dataclass(frozen=True)
class Trend:
    """The posterior of every series, summed up; (series,) each unless said otherwise."""

    rise_by_itself: Floats
    """P(beta > 0), weak prior."""
    rise: Floats
    """P(beta > 0), pooled prior (the weak one where there are no others)."""
    change: Floats
    """Expected difference between the ends of the line: in rates, or for Poisson mu_last / mu_first - 1."""
    low: Floats
    high: Floats
    line: Floats
    """(series, years) expected rate, or count per unit of exposure."""


def centred(series: Yearly) -> Floats:
    """Return time less its mean over the years of each series: (series, years)."""
    known = series.known
    years = np.maximum(known.sum(axis=1), 1)
    mean = (known * series.time).sum(axis=1) / years
    return np.asarray(series.time[None, :] - mean[:, None])


def level(series: Yearly) -> Floats:
    """Return the log odds (or log rate) of every series' years together, with half an event added."""
    known = series.known
    k, n = np.where(known, series.k, 0.0).sum(axis=1), np.where(known, series.n, 0.0).sum(axis=1)
    if series.family == "poisson":
        return np.asarray(np.log((k + 0.5) / np.maximum(n, 1e-9)))
    return np.asarray(np.log((k + 0.5) / (n - k + 0.5)))


def _mean_and_curvature(series: Yearly, eta: Floats) -> tuple[Floats, Floats]:
    """Return the expected count and minus the second derivative of the log likelihood, by eta."""
    n = np.where(series.known, series.n, 0.0)
    if series.family == "poisson":
        mu = n * np.exp(np.clip(eta, -30, 30))
        return mu, mu
    p = expit(eta)
    return n * p, n * p * (1 - p)


def find_mode(series: Yearly) -> Mode:
    """Return the mode of the posterior with the weak prior, by Newton's method."""
    known, time = series.known, centred(series)
    start = level(series)
    alpha, beta = start.copy(), np.zeros(len(start))
    k, w = np.where(known, series.k, 0.0), np.where(known, series.weight, 0.0)
    for _ in range(STEPS):
        mean, curve = _mean_and_curvature(series, alpha[:, None] + beta[:, None] * time)
        residual, curve = w * (k - mean), w * curve
        gradient_a = residual.sum(axis=1) - (alpha - start) / LEVEL_SPREAD**2
        gradient_b = (residual * time).sum(axis=1) - beta / WEAK_SLOPE**2
        aa = curve.sum(axis=1) + LEVEL_SPREAD**-2
        ab = (curve * time).sum(axis=1)
        bb = (curve * time**2).sum(axis=1) + WEAK_SLOPE**-2
        det = aa * bb - ab**2
        step_a = np.clip((bb * gradient_a - ab * gradient_b) / det, -1, 1)
        step_b = np.clip((aa * gradient_b - ab * gradient_a) / det, -1, 1)
        alpha, beta = alpha + step_a, beta + step_b
        if max(np.abs(step_a).max(initial=0), np.abs(step_b).max(initial=0)) < 1e-9:
            break
    return Mode(alpha, beta, np.stack([bb / det, aa / det, -ab / det], axis=1))


def trends(series: Yearly, mode: Mode, pooled: SlopePrior | None = None) -> Trend:
    """Sum the posterior of every series over a grid of intercepts and slopes.

    Parameters
    ----------
    mode : of the same series.
    pooled : what the other series say of the slope; a mean of nan: there are none.

    Returns
    -------
    Trend. The tests hold it against brute force: probabilities within 0.002 (with a pooled prior 0.004), ends
    of intervals within a hundredth of their width.
    """
    rows = np.arange(len(mode.alpha))
    parts = [
        _trends(
            series.take(some),
            Mode(mode.alpha[some], mode.beta[some], mode.variance[some]),
            None
            if pooled is None
            else SlopePrior(pooled.mean[some], pooled.uncertainty[some], pooled.tau[some]),
        )
        for some in np.array_split(rows, max(1, -(-len(rows) // AT_ONCE)))
    ]
    return Trend(*(np.concatenate([getattr(p, name) for p in parts]) for name in Trend.__dataclass_fields__))


def _grid(mode: Mode, pooled: SlopePrior | None) -> tuple[Floats, Floats, Floats]:
    """Return slopes (series, slopes, 1), the edges of their cells, and intercepts (series, slopes, ALPHAS).

    The slopes lie around the mode and, where there are others, around what they say as well: that can be much
    narrower than the series itself, and elsewhere.
    """
    sd = np.sqrt(mode.variance[:, 1])
    beta = mode.beta[:, None] + REACH * sd[:, None] * np.linspace(-1, 1, BETAS)
    if pooled is not None:
        has = np.isfinite(pooled.mean)
        middle = np.where(has, pooled.mean, mode.beta)
        near = np.where(has, np.sqrt(pooled.tau**2 + pooled.uncertainty), sd)
        around = middle[:, None] + REACH_POOLED * near[:, None] * np.linspace(-1, 1, BETAS_POOLED)
        beta = np.sort(np.concatenate([beta, around], axis=1), axis=1)
    edges = np.concatenate([beta[:, :1], (beta[:, 1:] + beta[:, :-1]) / 2, beta[:, -1:]], axis=1)
    ridge = mode.variance[:, 2] / mode.variance[:, 1]
    centre = mode.alpha[:, None] + ridge[:, None] * (beta - mode.beta[:, None])
    spread = np.sqrt(np.maximum(mode.variance[:, 0] - mode.variance[:, 2] ** 2 / mode.variance[:, 1], 1e-12))
    alpha = centre[:, :, None] + spread[:, None, None] * np.linspace(-REACH, REACH, ALPHAS)
    return beta[:, :, None], edges, alpha


def _trends(series: Yearly, mode: Mode, pooled: SlopePrior | None) -> Trend:
    beta, edges, alpha = _grid(mode, pooled)
    width = np.diff(edges, axis=1)[:, :, None]
    known, time = series.known, centred(series)
    k, n = (np.where(known, part * series.weight, 0.0) for part in (series.k, series.n))
    # The odds (Poisson: rates) of a year are a product, which saves an exponential a year and grid point.
    middle = np.exp(alpha)
    odds = [middle * np.exp(beta * time[:, t, None, None]) for t in range(known.shape[1])]
    log_p = alpha * k.sum(axis=1)[:, None, None] + beta * (k * time).sum(axis=1)[:, None, None]
    log_p -= 0.5 * ((alpha - level(series)[:, None, None]) / LEVEL_SPREAD) ** 2
    for t, of_year in enumerate(odds):
        # For one year the weighed log likelihood, up to a constant.
        log_p -= n[:, t, None, None] * (of_year if series.family == "poisson" else np.log(1 + of_year))
    weak = _normalised(log_p - 0.5 * (beta / WEAK_SLOPE) ** 2, width)
    both = weak
    if pooled is not None:
        told = np.isfinite(pooled.mean)[:, None, None]
        both = np.where(told, _normalised(log_p + _log_prior(beta, pooled), width), weak)
    change, line = _ends(series, odds, beta, both)
    low, high = _quantiles(change, both.sum(axis=2, keepdims=True) if change.shape[2] == 1 else both)
    return Trend(
        rise_by_itself=_above_nought(edges, weak.sum(axis=2)),
        rise=_above_nought(edges, both.sum(axis=2)),
        change=np.asarray((change * both).sum(axis=(1, 2))),
        low=low,
        high=high,
        line=line,
    )


def _log_prior(beta: Floats, pooled: SlopePrior) -> Floats:
    """Return the log density of the pooled prior at the grid's slopes."""
    mean = np.nan_to_num(pooled.mean)[:, None, None]
    near = (pooled.tau**2 + pooled.uncertainty)[:, None, None]
    far = (WIDE_SLOPE**2 + pooled.uncertainty)[:, None, None]
    squared = (beta - mean) ** 2
    return np.asarray(
        np.log(
            USUAL * np.exp(-squared / near / 2) / np.sqrt(near)
            + (1 - USUAL) * np.exp(-squared / far / 2) / np.sqrt(far)
            + 1e-300
        )
    )


def _normalised(log_p: Floats, width: Floats) -> Floats:
    weight = np.exp(log_p - log_p.max(axis=(1, 2), keepdims=True)) * width
    return np.asarray(weight / weight.sum(axis=(1, 2), keepdims=True))


def _above_nought(edges: Floats, weight: Floats) -> Floats:
    """Return P(beta > 0) of (series, slopes) weights; a grid point stands for the cell around it."""
    part = np.clip(edges[:, 1:] / np.maximum(np.diff(edges, axis=1), 1e-12), 0.0, 1.0)
    return np.asarray((part * weight).sum(axis=1))


def _ends(series: Yearly, odds: Sequence[Floats], beta: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Return the change over the years of each series over the grid, and the expected line."""
    known = series.known
    first, last = known.argmax(axis=1), known.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    if series.family == "poisson":
        line = np.stack([np.einsum("sba,sba->s", rate, weight) for rate in odds], axis=1)
        # It does not depend on the intercept: (series, slopes, 1).
        length = series.time[last] - series.time[first]
        return np.expm1(np.clip(beta * length[:, None, None], -30, 30)), line
    change, line = np.zeros_like(weight), np.empty(known.shape)
    for t, of_year in enumerate(odds):
        rate = of_year / (1 + of_year)
        line[:, t] = np.einsum("sba,sba->s", rate, weight)
        change[last == t] += rate[last == t]
        change[first == t] -= rate[first == t]
    return change, line


def _quantiles(value: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Return the 2.5 % and 97.5 % quantile of (series, ...) weighed values, interpolated between them."""
    flat, mass = value.reshape(len(value), -1), weight.reshape(len(value), -1)
    order = np.argsort(flat, axis=1)
    flat, mass = np.take_along_axis(flat, order, 1), np.take_along_axis(mass, order, 1)
    below = np.cumsum(mass, axis=1) - mass / 2
    rows = np.arange(len(flat))
    ends = []
    for edge in (EDGE, 1 - EDGE):
        after = np.clip((below < edge).sum(axis=1), 1, flat.shape[1] - 1)
        step = below[rows, after] - below[rows, after - 1]
        part = np.clip((edge - below[rows, after - 1]) / np.maximum(step, 1e-12), 0.0, 1.0)
        ends.append(flat[rows, after - 1] + part * (flat[rows, after] - flat[rows, after - 1]))
    return ends[0], ends[1]
