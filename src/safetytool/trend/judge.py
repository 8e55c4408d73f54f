"""Judge the last comparable stretch of many series at once: does it rise or fall, by how much, how sure.

Consumes: counts a series and year, with nan where a year is missing or not comparable. Returns: one
`Judgement` per series that has at least two comparable years.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from safetytool.analysis.statistics.between_years import (
    USUAL_PHI,
    USUAL_RHO,
    USUAL_RHO_TOGETHER,
    overdispersion,
    rises_more,
    slope_prior,
    weights,
)
from safetytool.analysis.statistics.detectable import detectable_rise
from safetytool.analysis.statistics.yearly_trend import (
    Codes,
    Family,
    Floats,
    Mode,
    Trend,
    Yearly,
    centred,
    find_mode,
    trends,
)

STATED_ERROR: Final = 0.02
"""Of a hundred stretches in which nothing changes, at most two are called a rise or a fall."""
KEPT_BACK: Final = 0.75
"""Part of the error that the threshold spends. How much years differ is estimated, on the low side where
there are few years, and years of all schools may move together (benchmarks/drift.py)."""
STATED_FROM: Final = 1 - KEPT_BACK * STATED_ERROR / 2
"""A rise is stated from this probability on, judged by the series itself."""
LEAST_EVENTS: Final = 2
"""With fewer concerns over all years together there is nothing that could be called a rise or a fall."""


@dataclass(frozen=True)
class Stretches:
    """Series of yearly counts, cut down to their last comparable stretch.

    `k`, `n`: (series, years), nan outside the stretch. `like`: (series,) codes of what may be compared with
    each other (the same question at schools of one sector), -1: with nothing. `family`: (series,) codes of
    series whose years differ alike (the questions of a domain); -1 for sums of questions, which repeat these.
    """

    k: Floats
    n: Floats
    years: Floats
    like: Codes
    family: Codes
    counting: Family = "binomial"
    together: bool = False
    """Whether each is of all schools together, whose years differ less."""


@dataclass(frozen=True)
class Judgement:
    """What is judged of every series; (series,) each."""

    trend: Trend
    detectable: Floats
    others_change: Floats
    """nan where there are no others."""
    own_rise: Floats
    """nan where there are no others."""

    @property
    def rises(self) -> NDArray[np.bool_]:
        """Whether a rise is stated."""
        return np.asarray(self.trend.rise_by_itself >= STATED_FROM)

    @property
    def falls(self) -> NDArray[np.bool_]:
        """Whether a fall is stated."""
        return np.asarray(self.trend.rise_by_itself <= 1 - STATED_FROM)


def judge(stretches: Stretches) -> Judgement:
    """Judge every series; each must have at least two years."""
    usual = USUAL_PHI if stretches.counting == "poisson" else USUAL_RHO
    if stretches.together and stretches.counting == "binomial":
        usual = USUAL_RHO_TOGETHER
    plain = Yearly(stretches.k, stretches.n, stretches.years, np.ones_like(stretches.k), stretches.counting)
    first_look = find_mode(plain)
    spread = overdispersion(plain, first_look, stretches.family, usual)
    series = replace(plain, weight=weights(plain, first_look, spread))
    mode = find_mode(series)
    prior = slope_prior(series, mode, stretches.like, stretches.family)
    result = trends(series, mode, prior)
    others_change, own = _beside_others(series, mode, stretches.like)
    return Judgement(
        trend=_with_enough_events(result, series),
        detectable=detectable_rise(plain, spread, STATED_FROM),
        others_change=others_change,
        own_rise=own,
    )


def _with_enough_events(trend: Trend, series: Yearly) -> Trend:
    """Leave it open whether a series of a single concern rises."""
    k, n = (np.where(series.known, part, 0.0).sum(axis=1) for part in (series.k, series.n))
    few = k < LEAST_EVENTS
    if series.family == "binomial":
        few |= n - k < LEAST_EVENTS
    return replace(trend, rise_by_itself=np.where(few, 0.5, trend.rise_by_itself))


def _beside_others(series: Yearly, mode: Mode, like: Codes) -> tuple[Floats, Floats]:
    """Return how the other series that cover the same years changed, and P(this one rises more)."""
    k, n, covered = _sums_of_others(series, like)
    others_change, own = np.full(len(like), np.nan), np.full(len(like), np.nan)
    rows = np.flatnonzero(covered)
    if not len(rows):
        return others_change, own
    weight = 1 / (1 + np.maximum(np.nan_to_num(n[rows]) - 1, 0) * USUAL_RHO_TOGETHER)
    others = Yearly(k[rows], n[rows], series.time, weight, series.family)
    theirs = find_mode(others)
    mine = Mode(mode.alpha[rows], mode.beta[rows], mode.variance[rows])
    own[rows] = rises_more(mine, theirs)
    time = np.where(others.known, centred(others), np.nan)
    ends = [theirs.alpha + theirs.beta * end(time, axis=1) for end in (np.nanmin, np.nanmax)]
    if series.family == "poisson":
        others_change[rows] = np.expm1(ends[1] - ends[0])
    else:
        first, last = (1 / (1 + np.exp(-end)) for end in ends)
        others_change[rows] = last - first
    return others_change, own


def _sums_of_others(series: Yearly, like: Codes) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the counts of the other series that have all years of a series, and whether there are any."""
    known = series.known
    k, n = np.where(known, series.k, 0.0), np.where(known, series.n, 0.0)
    sum_k, sum_n = np.full_like(k, np.nan), np.full_like(n, np.nan)
    covered = np.zeros(len(like), bool)
    for code in np.unique(like[like >= 0]):
        rows = np.flatnonzero(like == code)
        here = known[rows].astype(float)
        covers = (here @ here.T == here.sum(axis=1)[:, None]) & ~np.eye(len(rows), dtype=bool)
        sum_k[rows] = np.where(known[rows], covers @ k[rows], np.nan)
        sum_n[rows] = np.where(known[rows], covers @ n[rows], np.nan)
        covered[rows] = covers.any(axis=1)
    return sum_k, sum_n, covered
