"""Every statistical function against an independent value: SciPy, a closed form, or simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from safetytool.analysis.contrast import median_of_others, probability_larger
from safetytool.analysis.statistics.betabinomial import log_likelihood, pmf_table, upper_mid_p
from safetytool.analysis.statistics.expectation import (
    RHO_GRID,
    Beta,
    RhoPrior,
    design_weight,
    dispersion,
    others,
    predict,
    score,
)  # fmt: skip
from safetytool.analysis.statistics.intervals import clopper_pearson

SHAPES = st.floats(0.05, 400)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 300), SHAPES, SHAPES), min_size=1, max_size=5))
def test_pmf_is_scipys(rows: list[tuple[int, float, float]]) -> None:
    n, a, b = (np.array(column) for column in zip(*rows, strict=True))
    table = pmf_table(n, a.astype(float), b.astype(float))
    for i in range(len(n)):
        wanted = stats.betabinom.pmf(np.arange(table.shape[1]), n[i], a[i], b[i])
        np.testing.assert_allclose(table[i], wanted, rtol=1e-7, atol=1e-13)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(1, 1500), SHAPES, SHAPES)
def test_mid_p_is_scipys(data: st.DataObject, n: int, a: float, b: float) -> None:
    k = data.draw(st.integers(0, n))
    law = stats.betabinom(n, a, b)
    found = upper_mid_p(np.array([k]), np.array([n]), np.array([a]), np.array([b]))
    assert found[0] == pytest.approx(law.sf(k) + law.pmf(k) / 2, rel=1e-6, abs=1e-10)


def test_mid_p_does_not_depend_on_what_stands_beside_it() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(1, 900, 200)
    k = (n * rng.random(200)).astype(np.int64)
    a, b = rng.uniform(0.1, 20, 200), rng.uniform(1, 300, 200)
    together = upper_mid_p(k, n, a, b)
    alone = [upper_mid_p(k[i : i + 1], n[i : i + 1], a[i : i + 1], b[i : i + 1])[0] for i in range(200)]
    np.testing.assert_allclose(together, alone, rtol=1e-10)


def test_uniform_prior_makes_all_counts_equally_likely() -> None:
    # Beta(1, 1) gives P(X = k) = 1 / (n + 1), a closed form.
    np.testing.assert_allclose(pmf_table(np.array([24]), np.ones(1), np.ones(1))[0], np.full(25, 1 / 25))


@pytest.mark.parametrize(("k", "n"), [(0, 24), (1, 24), (4, 24), (24, 24), (3, 1500), (0, 1)])
def test_interval_is_scipys_exact_one(k: int, n: int) -> None:
    low, high = clopper_pearson(k, n)
    wanted = stats.binomtest(k, n).proportion_ci(method="exact")
    assert (float(low), float(high)) == pytest.approx((wanted.low, wanted.high), abs=1e-12)


def test_interval_of_nothing_seen_is_the_closed_form() -> None:
    # With 0 of n the upper end is 1 - (alpha / 2) ** (1 / n).
    assert float(clopper_pearson(0, 30)[1]) == pytest.approx(1 - 0.025 ** (1 / 30), rel=1e-12)


def test_likelihood_is_the_beta_binomials_without_its_coefficient() -> None:
    difference = log_likelihood(
        np.array([3.0]), np.array([20.0]), np.array([2.0]), np.array([30.0])
    ) - log_likelihood(np.array([3.0]), np.array([20.0]), np.array([1.0]), np.array([9.0]))
    wanted = stats.betabinom.logpmf(3, 20, 2, 30) - stats.betabinom.logpmf(3, 20, 1, 9)
    assert difference[0] == pytest.approx(wanted, rel=1e-10)


def test_design_weight_is_kishs() -> None:
    # Deff = 1 + (m - 1) rho: 25 pupils at rho 0.02 count for 25 / 1.48.
    assert 25 * design_weight(np.array([25.0]), np.array([0.02]))[0] == pytest.approx(25 / 1.48)


def test_others_leaves_out_the_row_itself() -> None:
    values, group = np.array([1.0, 2.0, 4.0, 8.0]), np.array([0, 0, 0, 1])
    np.testing.assert_allclose(others(values, group), [6.0, 5.0, 3.0, 0.0])


@settings(max_examples=50, deadline=None)
@given(
    st.floats(0.5, 50),
    st.floats(0.5, 500),
    st.floats(0, 40),
    st.floats(40, 900),
    st.sampled_from(RHO_GRID.tolist()),
)
def test_prediction_has_the_moments_of_the_compound(
    a: float, b: float, k: float, n: float, rho: float
) -> None:
    # Law of total variance for a mean ~ Beta(a + k, b + n - k) and a rate with variance rho * m (1 - m).
    found = predict(Beta(np.array([a]), np.array([b])), np.array([k]), np.array([n]), np.array([rho]))
    mean = stats.beta(a + k, b + n - k)
    variance = mean.var() + rho * (mean.mean() - mean.mean() ** 2 - mean.var())
    law = stats.beta(found.a[0], found.b[0])
    assert law.mean() == pytest.approx(mean.mean(), rel=1e-9)
    assert law.var() == pytest.approx(variance, rel=1e-6)


@pytest.mark.parametrize("truth", [0.002, 0.02, 0.06])
def test_dispersion_finds_what_was_put_in(truth: float) -> None:
    # 400 units of 25 at a known mean of 10 %; tolerance a factor 1.6, some three posterior deviations.
    rng = np.random.default_rng(7)
    size = 1 / truth - 1
    n = np.full(400, 100)
    k = rng.binomial(n, rng.beta(0.1 * size, 0.9 * size, 400))
    grid_size = (1 / RHO_GRID - 1)[:, None]
    scores = score(k.astype(float), n.astype(float), Beta(0.1 * grid_size, 0.9 * grid_size))
    found = dispersion(scores, np.zeros(400, np.int64), np.arange(400), RhoPrior(0.02))
    assert truth / 1.6 < np.median(found) < truth * 1.6


def test_an_outlier_does_not_make_itself_look_usual() -> None:
    n, k = np.full(30, 200), np.full(30, 10)
    k[0] = 60
    grid_size = (1 / RHO_GRID - 1)[:, None]
    scores = score(k.astype(float), n.astype(float), Beta(0.05 * grid_size, 0.95 * grid_size))
    found = dispersion(scores, np.zeros(30, np.int64), np.arange(30), RhoPrior(0.01))
    assert found[0] < found[1:].min() / 2


@pytest.mark.parametrize(
    ("left", "right", "margin"), [((4, 24), (0, 30), 0.05), ((50, 400), (3, 60), 0.0), ((1, 5), (1, 5), 0.0)]
)
def test_difference_of_two_rates_is_the_simulated_one(
    left: tuple[int, int], right: tuple[int, int], margin: float
) -> None:
    # A million draws: standard error below 0.0005, tolerance four times that.
    rng = np.random.default_rng(11)
    draws = [rng.beta(k + 0.5, n - k + 0.5, 1_000_000) for k, n in (left, right)]
    (k1, n1), (k2, n2) = ([np.array([part]) for part in side] for side in (left, right))
    (found,) = probability_larger((k1, n1), (k2, n2), np.array([margin]))
    assert found == pytest.approx((draws[0] > draws[1] + margin).mean(), abs=0.002)


def test_median_of_others_is_that_of_the_rest() -> None:
    rng = np.random.default_rng(2)
    values, group = rng.normal(size=60).round(1), rng.integers(0, 5, 60)
    values, group = np.append(values, 3.0), np.append(group, 99)
    wanted = [np.median(values[(group == group[i]) & (np.arange(61) != i)]) for i in range(60)]
    found = median_of_others(values, group)
    np.testing.assert_array_equal(found[:60], wanted)
    assert np.isnan(found[60])
