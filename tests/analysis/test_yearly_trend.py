"""Yearly trends against statsmodels, brute-force integration, closed forms and simulation.

Reference numbers of statsmodels are stored, so that the tests do not need it. They were made with
Python 3.11.7, NumPy 2.4.6 and statsmodels 0.15.0:

    import numpy as np
    import statsmodels.api as sm

    t = np.arange(5.0)
    X = sm.add_constant(t - t.mean())
    k = np.array([412, 455, 470, 498, 560.0])
    n = np.array([4000, 4100, 3900, 3950, 4200.0])
    binomial, poisson = sm.families.Binomial(), sm.families.Poisson()
    sm.GLM(np.column_stack([k, n - k]), X, family=binomial).fit(tol=1e-12)                       # BINOMIAL
    w = 1 / (1 + (n - 1) * 0.002)
    sm.GLM(k / n, X, family=binomial, var_weights=n * w).fit(tol=1e-12, scale=1.0)               # WEIGHED
    reports = np.array([1743, 1847, 1992, 2152, 2250.0])
    found = sm.GLM(reports, X, family=poisson).fit(tol=1e-12)                                    # POISSON
    w = 1 / (1 + found.mu * 0.002)
    sm.GLM(reports, X, family=poisson, var_weights=w).fit(tol=1e-12, scale=1.0)                # OVERDISPERSED
    t = np.array([0.0, 1, 3, 4])
    sm.GLM(np.array([640, 700, 760, 850.0]), sm.add_constant(t - t.mean()), family=poisson,
           exposure=np.array([1200.0, 1250, 1230, 1300])).fit(tol=1e-12)                         # WITH_A_GAP

of each `params` and `cov_params()` (variance of the level, of the slope, covariance).

statsmodels has no priors. N(level, 2^2) and N(0, 1) take off about (params - prior mean) * variance / prior
variance, which with these counts is less than 0.0002 of the slope; the tolerances say so.
"""

from typing import Any

import numpy as np
import pytest
from scipy import optimize, special, stats

from safetytool.analysis.statistics.between_years import (
    FREEDOM_OF_USUAL,
    MOST,
    SERIES_OF_USUAL,
    USUAL_TAU,
    USUAL_VARIANCE,
    fitted,
    overdispersion,
    rises_more,
    slope_prior,
    weights,
)
from safetytool.analysis.statistics.intervals import garwood
from safetytool.analysis.statistics.yearly_trend import (
    LEVEL_SPREAD,
    USUAL,
    WEAK_SLOPE,
    WIDE_SLOPE,
    Family,
    Floats,
    Mode,
    SlopePrior,
    Yearly,
    find_mode,
    level,
    trends,
)
from safetytool.trend.judge import STATED_ERROR, Stretches, judge

NONE = np.nan
K, N = np.array([[412, 455, 470, 498, 560.0]]), np.array([[4000, 4100, 3900, 3950, 4200.0]])
REPORTS = np.array([[1743, 1847, 1992, 2152, 2250.0]])
BINOMIAL = (-2.00823426, 0.07244435), (4.78011417e-04, 2.35171904e-04, -2.92005374e-05)
WEIGHED = (-2.00806692, 0.07251785), (0.00432644, 0.00215674, -0.00024126)
POISSON = (7.59492541, 0.06618097), (1.01039309e-04, 5.03656619e-05, -6.65387700e-06)
OVERDISPERSED = (7.59491535, 0.0663291), (5.01047411e-04, 2.50615270e-04, -6.74446143e-06)
WITH_A_GAP = (-0.52866773, 0.05067926), (3.42593463e-04, 1.36369842e-04, -2.21889912e-05)


def yearly(
    k: object, n: object, weight: object = 1.0, family: Family = "binomial", time: object = None
) -> Yearly:
    """Return series; k and n are lists of series, or one."""
    counts = np.atleast_2d(np.asarray(k, np.float64))
    sizes = np.broadcast_to(np.asarray(n, np.float64), counts.shape).copy()
    years = np.arange(float(counts.shape[1])) if time is None else np.asarray(time, np.float64)
    return Yearly(counts, sizes, years, np.broadcast_to(np.float64(weight), counts.shape).copy(), family)


# the mode ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("series", "wanted"),
    [
        (yearly(K, N), BINOMIAL),
        (Yearly(K, N, np.arange(5.0), 1 / (1 + (N - 1) * 0.002)), WEIGHED),
        (yearly(REPORTS, 1.0, family="poisson"), POISSON),
        (
            yearly([640, 700, NONE, 760, 850], [1200, 1250, NONE, 1230, 1300], family="poisson"),
            WITH_A_GAP,
        ),
    ],
    ids=["binomial", "Williams' weights", "Poisson", "a year missing, with exposure"],
)
def test_mode_is_that_of_statsmodels(
    series: Yearly, wanted: tuple[tuple[float, ...], tuple[float, ...]]
) -> None:
    mode = find_mode(series)
    assert (mode.alpha[0], mode.beta[0]) == pytest.approx(wanted[0], abs=2e-4)
    # The priors take about variance / prior variance off, at most 0.3 % here; off a covariance twice that.
    assert mode.variance[0] == pytest.approx(wanted[1], rel=6e-3, abs=1e-6)


def test_mode_of_weighed_reports_is_that_of_statsmodels() -> None:
    plain = yearly(REPORTS, 1.0, family="poisson")
    first = find_mode(plain)
    series = Yearly(REPORTS, plain.n, plain.time, weights(plain, first, np.array([0.002])), "poisson")
    mode = find_mode(series)
    assert (mode.alpha[0], mode.beta[0]) == pytest.approx(OVERDISPERSED[0], abs=2e-4)
    assert mode.variance[0] == pytest.approx(OVERDISPERSED[1], rel=3e-3, abs=1e-6)


SMALL = [
    yearly([0, 0, 4], 200),
    yearly([0, 0, 0], 25),
    yearly([25, 25, 25], 25),
    yearly([4, NONE, 9, NONE, 12], [180, NONE, 200, NONE, 190], 0.6),
    yearly([3, 9], [24, 26]),
    yearly([0, 1, 0, 6], 1.0, 0.7, "poisson"),
    yearly([12, NONE, 19, 31, 28], [1.0, NONE, 1.1, 1.2, 1.3], 0.5, "poisson", [0, 1, 2, 5, 6]),
]
NAMES = ["0 0 4", "nobody", "everybody", "gaps", "two years", "few reports", "reports, uneven years"]


def log_posterior(series: Yearly, alpha: Floats, beta: Floats) -> Floats:
    """Return the log posterior with the weak prior of one series, written down year by year."""
    on = [t for t in range(len(series.time)) if np.isfinite(series.k[0, t])]
    centre = np.mean([series.time[t] for t in on])
    k, n = series.k[0, on], series.n[0, on]
    rate = (k.sum() + 0.5) / (n.sum() if series.family == "poisson" else n.sum() - k.sum() + 0.5)
    total = stats.norm.logpdf(alpha, np.log(rate), LEVEL_SPREAD) + stats.norm.logpdf(beta, 0, WEAK_SLOPE)
    for t in on:
        eta = alpha + beta * (series.time[t] - centre)
        k_t, n_t, w_t = series.k[0, t], series.n[0, t], series.weight[0, t]
        if series.family == "poisson":
            total = total + w_t * (special.xlogy(k_t, n_t * np.exp(eta)) - n_t * np.exp(eta))
        else:
            p = special.expit(eta)
            total = total + w_t * (special.xlogy(k_t, p) + special.xlogy(n_t - k_t, 1 - p))
    return np.asarray(total)


@pytest.mark.parametrize("series", SMALL, ids=NAMES)
def test_mode_of_small_counts_is_where_scipy_finds_it(series: Yearly) -> None:
    found = optimize.minimize(
        lambda x: -float(log_posterior(series, x[0], x[1])), [float(level(series)[0]), 0.0], tol=1e-10
    )
    mode = find_mode(series)
    assert (mode.alpha[0], mode.beta[0]) == pytest.approx(found.x, abs=1e-4)


# the posterior -----------------------------------------------------------------------------------------


def brute_force(series: Yearly, pooled: SlopePrior | None = None) -> dict[str, Any]:
    """Sum the posterior over a fine and wide grid that knows nothing of the mode."""
    centre = float(level(series)[0])
    alpha = np.linspace(centre - 9, centre + 9, 361)[None, :]
    beta = np.linspace(-5, 5, 2001)[:, None]
    log_p = log_posterior(series, alpha, beta)
    if pooled is not None:
        near = stats.norm.pdf(beta, pooled.mean[0], np.sqrt(pooled.tau[0] ** 2 + pooled.uncertainty[0]))
        far = stats.norm.pdf(beta, pooled.mean[0], np.sqrt(WIDE_SLOPE**2 + pooled.uncertainty[0]))
        log_p = log_p - stats.norm.logpdf(beta, 0, WEAK_SLOPE) + np.log(USUAL * near + (1 - USUAL) * far)
    mass = np.exp(log_p - log_p.max())
    mass /= mass.sum()
    on = np.isfinite(series.k[0])
    time = series.time - series.time[on].mean()
    mean = np.exp if series.family == "poisson" else special.expit
    lines = [mean(alpha + beta * t) for t in time]
    first, last = lines[int(np.flatnonzero(on)[0])], lines[int(np.flatnonzero(on)[-1])]
    change = last / first - 1 if series.family == "poisson" else last - first
    order = np.argsort(change, axis=None)
    reached = np.cumsum(mass.ravel()[order])
    low, high = (change.ravel()[order][np.searchsorted(reached, edge)] for edge in (0.025, 0.975))
    above = float(mass[beta[:, 0] > 0].sum() + mass[np.isclose(beta[:, 0], 0)].sum() / 2)
    return {
        "rise": above,
        "change": float((change * mass).sum()),
        "low": float(low),
        "high": float(high),
        "line": np.array([(line * mass).sum() for line in lines]),
    }


@pytest.mark.parametrize("series", SMALL, ids=NAMES)
def test_posterior_is_that_of_brute_force(series: Yearly) -> None:
    found, wanted = trends(series, find_mode(series)), brute_force(series)
    assert found.rise_by_itself[0] == pytest.approx(wanted["rise"], abs=0.002)
    assert found.rise[0] == found.rise_by_itself[0]
    width = wanted["high"] - wanted["low"]
    assert found.change[0] == pytest.approx(wanted["change"], abs=0.01 * width)
    # A hundredth of the interval, of a ratio on the scale of logarithms, is finer than anybody reads.
    scale = np.log1p if series.family == "poisson" else np.asarray
    low, high = scale(wanted["low"]), scale(wanted["high"])
    assert scale(found.low[0]) == pytest.approx(low, abs=0.01 * (high - low))
    assert scale(found.high[0]) == pytest.approx(high, abs=0.01 * (high - low))
    np.testing.assert_allclose(found.line[0], wanted["line"], rtol=0.01, atol=1e-4)


@pytest.mark.parametrize("series", SMALL, ids=NAMES)
@pytest.mark.parametrize("prior", [(0.1, 0.01, 0.05), (-0.6, 0.002, 0.15), (0.0, 0.0, 0.01)])
def test_pooled_posterior_is_that_of_brute_force(series: Yearly, prior: tuple[float, float, float]) -> None:
    pooled = SlopePrior(*(np.array([value]) for value in prior))
    found, wanted = trends(series, find_mode(series), pooled), brute_force(series, pooled)
    assert found.rise_by_itself[0] == pytest.approx(brute_force(series)["rise"], abs=0.004)
    assert found.rise[0] == pytest.approx(wanted["rise"], abs=0.01)
    width = wanted["high"] - wanted["low"]
    assert found.change[0] == pytest.approx(wanted["change"], abs=0.03 * width)
    np.testing.assert_allclose(found.line[0], wanted["line"], rtol=0.03, atol=1e-3)


@pytest.mark.parametrize("others", [0.06, 0.0, -0.1, -0.4])
def test_pooled_probability_of_large_counts_is_the_closed_form(others: float) -> None:
    # With large counts the slope is normal, and so a posterior of each part of the prior is normal.
    series = yearly([10_000, 10_150, 10_500, 10_400], 100_000)
    mode = find_mode(series)
    slope, variance = mode.beta[0], mode.variance[0, 1]
    pooled = SlopePrior(np.array([others]), np.array([2e-5]), np.array([0.01]))
    priors = np.array([0.01**2, WIDE_SLOPE**2]) + 2e-5
    part = np.array([USUAL, 1 - USUAL]) * stats.norm.pdf(slope, others, np.sqrt(priors + variance))
    mean = (slope * priors + others * variance) / (priors + variance)
    sd = np.sqrt(priors * variance / (priors + variance))
    wanted = (part * stats.norm.cdf(mean / sd)).sum() / part.sum()
    assert trends(series, mode, pooled).rise[0] == pytest.approx(wanted, abs=0.004)


def test_series_without_others_keeps_its_own_posterior_beside_series_with_others() -> None:
    series = yearly([[3, 4, 9], [3, 4, 9]], 150)
    pooled = SlopePrior(np.array([NONE, -0.2]), np.array([0.0, 0.01]), np.array([0.1, 0.1]))
    found = trends(series, find_mode(series), pooled)
    alone = trends(yearly([3, 4, 9], 150), find_mode(yearly([3, 4, 9], 150)))
    assert found.rise[0] == pytest.approx(alone.rise[0], abs=1e-3)
    assert found.change[0] == pytest.approx(alone.change[0], abs=1e-4)
    assert found.rise[1] < found.rise[0]
    # Whether a rise is stated does not depend on others.
    assert found.rise_by_itself == pytest.approx(np.full(2, alone.rise[0]), abs=1e-3)


# what series say about each other ----------------------------------------------------------------------


def drawn(
    rng: np.random.Generator, series: int, years: int, n: int, rho: float, slopes: Floats | float = 0.0
) -> Yearly:
    """Draw series of about 8 %, beta-binomial between years."""
    level_of = special.logit(rng.uniform(0.05, 0.12, (series, 1)))
    p = special.expit(level_of + np.reshape(slopes, (-1, 1)) * (np.arange(years) - (years - 1) / 2))
    rates = p if rho == 0 else rng.beta(p * (1 / rho - 1), (1 - p) * (1 / rho - 1))
    return yearly(rng.binomial(n, rates), n)


@pytest.mark.parametrize(("rho", "years", "n"), [(0.003, 3, 200), (0.003, 8, 200), (0.02, 5, 400)])
def test_overdispersion_is_found_back(rho: float, years: int, n: int) -> None:
    series = drawn(np.random.default_rng(5), 3000, years, n, rho)
    found = overdispersion(series, find_mode(series), np.zeros(3000, np.int64), usual=0.05)
    # 3000 series have 3000 or more degrees of freedom: a standard error of 2.6 % of the variance.
    assert found.mean() == pytest.approx(rho, abs=3 * 0.026 * (1 / n + rho))


def test_no_overdispersion_is_found_where_there_is_none() -> None:
    series = drawn(np.random.default_rng(6), 3000, 4, 200, 0.0)
    found = overdispersion(series, find_mode(series), np.zeros(3000, np.int64), usual=0.0)
    assert (found >= 0).all()
    assert found.max() < 3 * np.sqrt(2 / 6000) / 199


def test_overdispersion_of_reports_is_found_back() -> None:
    rng, phi = np.random.default_rng(7), 0.04
    k = rng.poisson(60 * rng.gamma(1 / phi, phi, (3000, 5)))
    series = yearly(k, 1.0, family="poisson")
    found = overdispersion(series, find_mode(series), np.zeros(3000, np.int64), usual=0.0)
    assert found.mean() == pytest.approx(phi, rel=0.08)


def test_two_years_say_nothing_of_overdispersion() -> None:
    # A line goes through any two years; the priors, which keep it from doing so exactly, are accounted for.
    series = drawn(np.random.default_rng(8), 400, 2, 200, 0.005)
    found = overdispersion(series, find_mode(series), np.zeros(400, np.int64), usual=0.005)
    assert found == pytest.approx(np.full(400, 0.005), rel=0.15)


def test_overdispersion_of_few_years_is_drawn_to_the_usual_one() -> None:
    # One other series of four years without any scatter: 2 degrees of freedom against FREEDOM_OF_USUAL.
    series = yearly([[2000, 2000, 2000, 2000], [2000, 2000, 2000, 2000]], 20_000)
    found = overdispersion(series, find_mode(series), np.zeros(2, np.int64), usual=0.01)
    wanted = (FREEDOM_OF_USUAL * 0.01 - 2 / 19_999) / (FREEDOM_OF_USUAL + 2)
    assert found == pytest.approx(np.full(2, wanted), rel=1e-3)


def test_an_outlier_does_not_change_its_own_overdispersion() -> None:
    calm = drawn(np.random.default_rng(9), 12, 5, 300, 0.002)
    wild = yearly(calm.k.copy(), 300)
    wild.k[0] = [10, 90, 5, 80, 8]
    family = np.zeros(12, np.int64)
    before = overdispersion(calm, find_mode(calm), family, 0.005)
    after = overdispersion(wild, find_mode(wild), family, 0.005)
    # All that changes is what a usual value weighs.
    assert after[0] == pytest.approx(before[0], rel=0.02)
    assert (after[1:] > 2 * before[1:]).all()
    assert (after <= MOST).all()


def test_series_of_no_family_have_the_usual_overdispersion_and_lend_none() -> None:
    series = yearly([[10, 90, 5, 80], [20, 21, 19, 20], [20, 20, 21, 19]], 300)
    found = overdispersion(series, find_mode(series), np.array([-1, 0, 0]), 0.005)
    assert found[0] == pytest.approx(0.005)
    assert (found[1:] < 0.005).all()


def normal_mode(beta: list[float], variance: list[float]) -> Mode:
    v = np.array(variance)
    return Mode(np.full(len(v), -2.5), np.array(beta), np.stack([v, v, 0 * v], axis=1))


def test_slope_prior_is_a_hand_calculation() -> None:
    # Three schools; of the first, the others have slopes 0.1 (v 0.01) and 0.5 (v 0.04).
    series = yearly(np.full((3, 3), 10), 100)
    prior = slope_prior(
        series, normal_mode([0.3, 0.1, 0.5], [0.02, 0.01, 0.04]), np.zeros(3, np.int64), np.zeros(3, np.int64)
    )
    # Of the second (of all series but the first): mean of 0.3 and 0.5 by 1 / v; off = d^2 - v (1 + 1/2).
    middle_2 = (0.3 / 0.02 + 0.5 / 0.04) / (1 / 0.02 + 1 / 0.04)
    middle_3 = (0.3 / 0.02 + 0.1 / 0.01) / (1 / 0.02 + 1 / 0.01)
    off_2 = ((0.1 - middle_2) ** 2 - 0.01 * 1.5) / 0.01**2
    off_3 = ((0.5 - middle_3) ** 2 - 0.04 * 1.5) / 0.04**2
    usual = SERIES_OF_USUAL / USUAL_VARIANCE**2
    tau2 = (usual * USUAL_TAU**2 + off_2 + off_3) / (usual + 1 / 0.01**2 + 1 / 0.04**2)
    assert prior.tau[0] == pytest.approx(np.sqrt(max(tau2, 1e-4)))
    # Each weighs by what the others of its own say of tau, so that the sums of a family serve for all.
    weight = 1 / (0.01 + prior.tau[1] ** 2), 1 / (0.04 + prior.tau[2] ** 2)
    assert prior.mean[0] == pytest.approx((weight[0] * 0.1 + weight[1] * 0.5) / sum(weight))
    # The year effect that all share: 0.1^2 over sum (t - mean t)^2 = 2.
    assert prior.uncertainty[0] == pytest.approx(1 / sum(weight) + 0.01 / 2)


@pytest.mark.parametrize("tau", [0.05, 0.15, 0.3])
def test_spread_of_slopes_is_found_back(tau: float) -> None:
    rng, schools = np.random.default_rng(13), 1500
    series = drawn(rng, schools, 5, 400, 0.0, rng.normal(0.1, tau, schools))
    code = np.zeros(schools, np.int64)
    prior = slope_prior(series, find_mode(series), code, code)
    assert prior.mean.mean() == pytest.approx(0.1, abs=0.02)
    assert prior.tau.mean() == pytest.approx(tau, rel=0.1, abs=0.01)


def test_a_series_of_nothing_alike_has_no_slope_of_others() -> None:
    series = yearly([[3, 4, 9], [3, 4, 9], [5, 5, 5]], 150)
    prior = slope_prior(series, find_mode(series), np.array([-1, 0, 1]), np.array([-1, 0, 0]))
    assert np.isnan(prior.mean).all()


def test_rises_more_is_the_difference_of_two_normals() -> None:
    found = rises_more(normal_mode([0.4, 0.0], [0.03, 0.03]), normal_mode([0.1, 0.2], [0.01, 0.01]))
    assert found == pytest.approx(stats.norm.cdf([0.3 / 0.2, -0.2 / 0.2]))


def test_fitted_counts_of_missing_years_are_nought() -> None:
    series = yearly([5, NONE, 8], [100, NONE, 100])
    assert fitted(series, find_mode(series))[0, 1] == 0
    assert fitted(series, find_mode(series))[0, [0, 2]].sum() == pytest.approx(13, abs=0.2)


@pytest.mark.parametrize("k", [0, 1, 4, 67, 2152])
def test_interval_of_a_count_is_scipys(k: int) -> None:
    low, high = garwood(k)
    # Garwood 1936: quantiles of chi-squared, halved.
    assert float(low) == pytest.approx(stats.chi2.ppf(0.025, 2 * k) / 2 if k else 0.0)
    assert float(high) == pytest.approx(stats.chi2.ppf(0.975, 2 * k + 2) / 2)


# how often something is stated -------------------------------------------------------------------------


def stretches_of(series: Yearly, families: int = 4) -> Stretches:
    rows = np.arange(len(series.k))
    return Stretches(series.k, series.n, series.time, rows // 10, rows // 10 % families)


@pytest.mark.parametrize("years", [2, 3, 5, 10])
@pytest.mark.parametrize("n", [25, 200, 2000])
@pytest.mark.parametrize("rho", [0.0, 0.003])
def test_no_more_is_stated_than_the_stated_error(years: int, n: int, rho: float) -> None:
    series = drawn(np.random.default_rng([years, n, int(rho * 1000)]), 2000, years, n, rho)
    found = judge(stretches_of(series))
    # Three Monte Carlo standard errors of a share of 2 % of 2000.
    margin = 3 * np.sqrt(STATED_ERROR * (1 - STATED_ERROR) / 2000)
    assert (found.rises | found.falls).mean() <= STATED_ERROR + margin


@pytest.mark.parametrize(("years", "n"), [(3, 400), (5, 200), (8, 200)])
def test_the_detectable_change_is_found_in_four_of_five(years: int, n: int) -> None:
    rng, rows = np.random.default_rng([9, years]), 3000
    flat = np.full((rows, years), 0.1)
    quiet = judge(stretches_of(yearly(rng.binomial(n, flat), n)))
    change = float(np.median(quiet.detectable))
    ends = special.logit([0.1, 0.1 + change])
    moving = np.broadcast_to(special.expit(np.linspace(*ends, years)), (rows, years))
    found = judge(stretches_of(yearly(rng.binomial(n, moving), n)))
    # 75 to 86 % are found (statistics/detectable.py).
    assert found.rises.mean() == pytest.approx(0.8, abs=0.06)
    assert found.falls.sum() == 0
