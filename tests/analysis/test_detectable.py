"""The smallest rise that shows: against the criterion itself, textbook formulas, and simulation."""

from typing import Final

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from safetytool.analysis.statistics.between_years import USUAL_PHI, USUAL_RHO
from safetytool.analysis.statistics.detectable import POWER, detectable_rise, tail_root
from safetytool.analysis.statistics.yearly_trend import Family, Floats, Yearly, find_mode, level, trends
from safetytool.trend.judge import STATED_FROM, Judgement, Stretches, judge

Z: Final = stats.norm.ppf(STATED_FROM) + stats.norm.ppf(POWER)
NONE: Final = np.nan
NO_SPREAD: Final = np.array([0.0])


def yearly(k: Floats, n: Floats | float, family: Family = "binomial") -> Yearly:
    sizes = np.where(np.isnan(k), NONE, np.broadcast_to(n, k.shape))
    return Yearly(k, sizes, np.arange(float(k.shape[1])), np.ones_like(k), family)


def level_series(rate: float, n: float, years: int) -> Yearly:
    return yearly(np.full((1, years), rate * n), n)


def judged(k: Floats, n: float, counting: Family = "binomial") -> Judgement:
    """Judge series whose years differ as usual: they are of no family that could say otherwise."""
    none = np.full(len(k), -1)
    return judge(
        Stretches(k, np.full(k.shape, n), np.arange(float(k.shape[1])), none, none, counting),
    )


def stated(rate: Floats, n: int, rng: np.random.Generator, size: int = 500) -> float:
    """Return how often a rise is stated where the yearly rates are these and years differ as usual."""
    p = np.broadcast_to(rate, (size, len(rate)))
    p = rng.beta(p * (1 / USUAL_RHO - 1), (1 - p) * (1 / USUAL_RHO - 1))
    return float(judged(rng.binomial(n, p).astype(float), n).rises.mean())


@pytest.mark.parametrize("family", ["binomial", "poisson"])
def test_the_tail_is_that_of_the_grid(family: Family) -> None:
    rng = np.random.default_rng(3)
    n = rng.integers(20, 600, (600, 5)) if family == "binomial" else np.ones((600, 5), np.int64)
    start, slope = rng.uniform(-7, -1, (600, 1)), rng.normal(0, 0.4, (600, 1)) * np.arange(5)
    k = rng.binomial(n, expit(start + slope)) if family == "binomial" else rng.poisson(np.exp(4 + slope))
    series = Yearly(k.astype(float), n.astype(float), np.arange(5.0), 1 / (1 + n * 0.003), family)
    mode = find_mode(series)
    wanted, found = trends(series, mode).rise_by_itself, stats.norm.cdf(tail_root(series, mode))
    near = (wanted > 0.97) & (wanted < 0.9999)
    assert near.sum() > 15
    np.testing.assert_allclose(found[near], wanted[near], atol=0.001)


def test_a_level_series_is_as_likely_to_rise_as_to_fall() -> None:
    series = yearly(np.array([[10.0, 10, 10]]), 200.0)
    assert tail_root(series, find_mode(series)) == pytest.approx([0.0], abs=1e-6)


@pytest.mark.parametrize("rate", [0.05, 0.3])
def test_many_answers_are_two_samples(rate: float) -> None:
    # Fleiss, Levin and Paik 2003, Statistical Methods for Rates and Proportions, 3rd ed., chapter 4.
    n = np.array([[300_000.0, 200_000.0]])
    wanted = Z * np.sqrt(rate * (1 - rate) * (1 / 300_000 + 1 / 200_000))
    assert detectable_rise(yearly(rate * n, n), NO_SPREAD, STATED_FROM) == pytest.approx([wanted], rel=0.02)


def test_many_answers_of_pupils_who_are_alike() -> None:
    n, rho = 1_000_000.0, 1e-4
    wanted = Z * np.sqrt(0.12 * 0.88 * 2 * (1 + (n - 1) * rho) / n)
    found = detectable_rise(level_series(0.12, n, 2), np.array([rho]), STATED_FROM)
    assert found == pytest.approx([wanted], rel=0.06)


def test_many_reports_are_two_poisson_samples() -> None:
    # Rothman, Greenland and Lash 2008, Modern Epidemiology, 3rd ed., chapter 14.
    found = detectable_rise(yearly(np.full((1, 2), 1e5), 1.0, "poisson"), NO_SPREAD, STATED_FROM)
    assert found == pytest.approx([np.expm1(Z * np.sqrt(2 / 1e5))], rel=0.02)


@pytest.mark.parametrize("years", [2, 3, 5, 10])
@pytest.mark.parametrize(("rate", "n"), [(0.0, 25), (0.0, 2000), (0.01, 560), (0.1, 200), (0.3, 25)])
def test_a_rise_of_that_size_is_stated_in_four_of_five(rate: float, n: int, years: int) -> None:
    series = level_series(rate, n, years)
    rise = detectable_rise(series, np.array([USUAL_RHO]), STATED_FROM)[0]
    start = level(series)[0]
    end = stats.logistic.ppf(expit(start) + rise)
    line = expit(np.linspace(start, end, years))
    assert stated(line, n, np.random.default_rng([n, years])) == pytest.approx(POWER, abs=0.1)


@pytest.mark.parametrize(("mean", "years"), [(3.0, 10), (10.0, 5), (40.0, 3), (150.0, 2)])
def test_a_rise_of_reports_is_stated_in_four_of_five(mean: float, years: int) -> None:
    series = yearly(np.full((1, years), mean), 1.0, "poisson")
    rise = detectable_rise(series, np.array([USUAL_PHI]), STATED_FROM)[0]
    mu = np.exp(level(series)[0]) * (1 + rise) ** np.linspace(0, 1, years)
    rng = np.random.default_rng(years)
    shape = 1 / USUAL_PHI
    k = rng.negative_binomial(shape, shape / (shape + np.tile(mu, (500, 1)))).astype(float)
    assert judged(k, 1.0, "poisson").rises.mean() == pytest.approx(POWER, abs=0.1)


@pytest.mark.parametrize("n", [25.0, 200.0, 560.0, 2000.0])
@pytest.mark.parametrize("years", [2, 3])
def test_no_rise_is_named_that_is_never_stated(n: float, years: int) -> None:
    # After years of nought: as many as are needed in the last year at least.
    k = np.zeros((int(min(n, 200)), years))
    k[:, -1] = np.arange(1, len(k) + 1)
    least = k[judged(k, n).rises.argmax(), -1]
    assert least > 1
    assert judged(np.zeros((1, years)), n).detectable[0] * n >= least


@pytest.mark.parametrize(
    ("concerns", "open_"), [(120.0, False), (196.0, True), (200.0, True), (200_000.0, True)]
)
def test_where_nearly_all_have_a_concern_no_rise_is_left(concerns: float, open_: bool) -> None:
    n = max(concerns, 200.0)
    found = detectable_rise(level_series(concerns / n, n, 3), NO_SPREAD, STATED_FROM)
    assert np.isinf(found).tolist() == [open_]
    assert judged(np.array([[concerns, concerns, n]]), n).rises.tolist() == [not open_]


def test_missing_years_are_as_if_they_were_not_there() -> None:
    gaps = yearly(np.array([[NONE, 20, 18, NONE, 15, 22, NONE]]), 200.0)
    without = Yearly(
        np.array([[20.0, 18, 15, 22]]), np.full((1, 4), 200.0), np.array([1.0, 2, 4, 5]), np.ones((1, 4))
    )
    wanted = detectable_rise(without, NO_SPREAD, STATED_FROM)
    assert detectable_rise(gaps, NO_SPREAD, STATED_FROM) == pytest.approx(wanted)


def test_many_series_at_once_are_each_as_alone() -> None:
    rng = np.random.default_rng(7)
    k = rng.binomial(200, rng.uniform(0, 0.9, (20, 1)), (20, 8)).astype(float)
    k[rng.random((20, 8)) < 0.3] = NONE
    k[0], k[1, 1:] = NONE, NONE
    series, spread = yearly(k, 200.0), rng.uniform(0, 0.02, 20)
    together = detectable_rise(series, spread, STATED_FROM)
    alone = [
        detectable_rise(series.take(np.array([i])), spread[i : i + 1], STATED_FROM)[0] for i in range(20)
    ]
    np.testing.assert_allclose(together, alone)
    assert np.isnan(together).tolist() == [True, True, *[False] * 18]


def test_more_answers_more_years_and_less_spread_show_more() -> None:
    def rise(n: float = 200.0, years: int = 3, rho: float = 0.005) -> float:
        return float(detectable_rise(level_series(0.1, n, years), np.array([rho]), STATED_FROM)[0])

    assert rise(n=400.0) < rise()
    assert rise(years=6) < rise()
    assert rise(rho=0.0) < rise()


@pytest.mark.parametrize(("n", "open_"), [(4.0, True), (25.0, False)])
def test_of_very_few_not_even_a_rise_to_all_shows(n: float, open_: bool) -> None:
    found = detectable_rise(level_series(0.25, n, 2), NO_SPREAD, STATED_FROM)
    assert np.isinf(found).tolist() == [open_]
    # Four of four after one of four: the criterion itself agrees.
    assert judged(np.array([[n / 4, n]]), n).rises.tolist() == [not open_]


@pytest.mark.parametrize(("mean", "open_"), [(0.3, True), (3.0, False)])
def test_of_very_few_reports_not_even_ten_times_as_many_show(mean: float, open_: bool) -> None:
    found = detectable_rise(yearly(np.full((1, 3), mean), 1.0, "poisson"), NO_SPREAD, STATED_FROM)
    assert np.isinf(found).tolist() == [open_]
    assert open_ or found[0] <= 9.0
