"""The smallest change that shows, against textbook formulas, NumPy's fitted line, and simulation."""

import numpy as np
import pytest
from scipy import stats

from safetytool.analysis.statistics.detectable import POWER, detectable_change, detectable_factor

ERROR = 0.05
YEARS = np.arange(2016.0, 2024.0)
Z = stats.norm.ppf(1 - ERROR) + stats.norm.ppf(POWER)
NONE = np.nan


def test_two_years_are_two_samples() -> None:
    # Fleiss, Levin and Paik 2003, Statistical Methods for Rates and Proportions, 3rd ed., chapter 4, with the
    # variance under no difference.
    n = np.array([[180.0, 240.0]])
    wanted = Z * np.sqrt(0.12 * 0.88 * (1 / 180 + 1 / 240))
    found = detectable_change(np.array([0.12]), n, np.array([2022.0, 2023.0]), 0.0, ERROR)
    assert found == pytest.approx([wanted])


def test_two_years_with_pupils_who_are_alike() -> None:
    n = np.array([[180.0, 240.0]])
    variance = 0.12 * 0.88 * ((1 + 179 * 0.02) / 180 + (1 + 239 * 0.02) / 240)
    found = detectable_change(np.array([0.12]), n, np.array([2022.0, 2023.0]), 0.02, ERROR)
    assert found == pytest.approx([Z * np.sqrt(variance)])


def test_the_textbooks_sample_size_is_found_back() -> None:
    # n a group = (z + z)^2 * 2 p (1 - p) / d^2, the usual formula: 0.05 one-sided, power 0.8, p 0.25, d 0.10.
    n = Z**2 * 2 * 0.25 * 0.75 / 0.1**2
    assert n == pytest.approx(231.8, abs=0.1)
    found = detectable_change(np.array([0.25]), np.array([[n, n]]), np.array([0.0, 1.0]), 0.0, ERROR)
    assert found == pytest.approx([0.1])


def test_variance_of_the_line_is_numpys() -> None:
    n = np.array([200.0, 180, 150, 220, 90, 240, 210, 205])
    deviation = np.sqrt(0.1 * 0.9 * (1 + (n - 1) * 0.01) / n)
    _, covariance = np.polyfit(YEARS - 2019, np.zeros(8), 1, w=1 / deviation, cov="unscaled")
    found = detectable_change(np.array([0.1]), n[None, :], YEARS, 0.01, ERROR)
    assert found == pytest.approx([Z * 7 * np.sqrt(covariance[0, 0])], rel=1e-9)


def test_missing_years_are_as_if_they_were_not_there() -> None:
    with_gaps = np.array([[NONE, 200, 180, 0, 150, 220, NONE, NONE]])
    without = np.array([[200.0, 180, 150, 220]])
    found = detectable_change(np.array([0.1]), with_gaps, YEARS, 0.01, ERROR)
    wanted = detectable_change(np.array([0.1]), without, np.array([2017.0, 2018, 2020, 2021]), 0.01, ERROR)
    assert found == pytest.approx(wanted)


@pytest.mark.parametrize("n", [[NONE] * 8, [NONE, 100, *[NONE] * 6], [0.0, 100, *[0.0] * 6]])
def test_one_year_shows_no_change(n: list[float]) -> None:
    assert np.isnan(detectable_change(np.array([0.1]), np.array([n]), YEARS, 0.0, ERROR)).all()
    assert np.isnan(detectable_factor(np.array([n]), YEARS, 5.0, ERROR)).all()


def test_many_series_at_once_are_each_as_alone() -> None:
    rng = np.random.default_rng(7)
    n = rng.integers(20, 300, (20, 8)).astype(np.float64)
    n[rng.random((20, 8)) < 0.3] = np.nan
    rate, rho = rng.uniform(0.01, 0.5, 20), rng.uniform(0.0, 0.05, 20)
    together = detectable_change(rate, n, YEARS, rho, ERROR)
    alone = [
        detectable_change(rate[i : i + 1], n[i : i + 1], YEARS, float(rho[i]), ERROR)[0] for i in range(20)
    ]
    np.testing.assert_allclose(together, alone)


def test_the_unit_of_time_does_not_matter() -> None:
    n = np.array([[200.0, 180, 150, 220, 90, 240, 210, 205]])
    in_years = detectable_change(np.array([0.1]), n, YEARS, 0.01, ERROR)
    assert detectable_change(np.array([0.1]), n, YEARS * 12, 0.01, ERROR) == pytest.approx(in_years)


@pytest.mark.parametrize("rate", [0.0, 1.0, -0.1])
def test_a_rate_of_nobody_promises_nothing(rate: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        detectable_change(np.array([0.1, rate]), np.full((2, 8), 100.0), YEARS, 0.0, ERROR)


def test_a_series_that_is_missing_altogether_has_no_answer() -> None:
    found = detectable_change(np.array([0.1, NONE]), np.full((2, 8), 100.0), YEARS, 0.0, ERROR)
    assert np.isnan(found).tolist() == [False, True]


def test_a_change_of_the_stated_size_is_found_as_often_as_stated() -> None:
    # A planted rise of the stated size, symmetrical about the rate, judged by a line with known variances.
    rng = np.random.default_rng(11)
    size, rate, n = 40_000, 0.2, 300.0
    change = detectable_change(np.array([rate]), np.full((1, 8), n), YEARS, 0.0, ERROR)[0]
    t = (YEARS - YEARS.mean()) / 7

    def found(planted: float) -> float:
        share = rng.binomial(int(n), rate + planted * t, (size, 8)) / n
        slope = share @ t / (t @ t)
        return float((slope > stats.norm.ppf(1 - ERROR) * np.sqrt(rate * (1 - rate) / n / (t @ t))).mean())

    assert found(0.0) == pytest.approx(ERROR, abs=0.005)
    assert found(change) == pytest.approx(POWER, abs=0.01)


def test_two_counts_are_two_poisson_samples() -> None:
    # The log of a ratio of two counts has variance 1 / mu1 + 1 / mu2 (Rothman, Greenland and Lash 2008,
    # Modern Epidemiology, 3rd ed., chapter 14).
    found = detectable_factor(np.array([[40.0, 60.0]]), np.array([0.0, 1.0]), np.inf, ERROR)
    assert found == pytest.approx([np.exp(Z * np.sqrt(1 / 40 + 1 / 60)) - 1])


def test_counts_that_differ_beyond_chance_show_less() -> None:
    expected = np.array([12.0, 15, 11, 18, 14, 16, 13, 17])
    deviation = np.sqrt(1 / expected + 1 / 6.0)
    _, covariance = np.polyfit(YEARS - 2019, np.zeros(8), 1, w=1 / deviation, cov="unscaled")
    found = detectable_factor(expected[None, :], YEARS, np.array([6.0]), ERROR)
    assert found == pytest.approx([np.exp(Z * 7 * np.sqrt(covariance[0, 0])) - 1], rel=1e-9)
    assert detectable_factor(expected[None, :], YEARS, np.inf, ERROR)[0] < found[0]


def test_a_factor_of_the_stated_size_is_found_as_often_as_stated() -> None:
    rng = np.random.default_rng(12)
    size, mean, shape = 40_000, 100.0, 50.0
    factor = detectable_factor(np.full((1, 8), mean), YEARS, shape, ERROR)[0]
    t = (YEARS - YEARS.mean()) / 7

    def found(rise: float) -> float:
        mu = mean * np.exp(np.log1p(rise) * t)
        counts = rng.negative_binomial(shape, shape / (shape + mu), (size, 8))
        slope = np.log(counts) @ t / (t @ t)
        return float((slope > stats.norm.ppf(1 - ERROR) * np.sqrt((1 / mean + 1 / shape) / (t @ t))).mean())

    assert found(0.0) == pytest.approx(ERROR, abs=0.01)
    assert found(factor) == pytest.approx(POWER, abs=0.015)


def test_hardly_any_reports_show_no_rise_at_all() -> None:
    assert detectable_factor(np.full((1, 2), 1e-6), np.array([0.0, 1.0]), 2.0, ERROR)[0] == np.inf
