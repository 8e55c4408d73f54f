"""Statistics of reports and of sources together, held against SciPy, closed forms and simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from safetytool.analysis.statistics.combination import Source, combined_mid_p
from safetytool.analysis.statistics.gamma_poisson import SHAPES, Rates, log_pmf, rates


def rate(alpha: float, beta: float) -> Rates:
    return Rates(*(np.array([[value]]) for value in (alpha, beta, 1.0)))


@pytest.mark.parametrize(("alpha", "beta", "exposure"), [(0.5, 1.0, 1.0), (2.0, 1.3, 3.0), (16.0, 4.0, 0.4)])
def test_the_probability_mass_is_scipys(alpha: float, beta: float, exposure: float) -> None:
    k = np.arange(30)
    expected = stats.nbinom.pmf(k, alpha, beta / (beta + exposure))
    assert np.exp(log_pmf(k, exposure, np.array(alpha), np.array(beta))) == pytest.approx(expected, rel=1e-9)
    table = rate(alpha, beta).pmf(exposure, 10)
    assert table[:10] == pytest.approx(expected[:10], rel=1e-9)
    assert table.sum() == pytest.approx(1.0)
    assert rate(alpha, beta).probability_of_none(exposure) == pytest.approx(expected[0])


def test_own_earlier_years_update_as_a_gamma_does() -> None:
    updated = rate(2.0, 1.0).after(6, 3.0)
    assert (updated.alpha[0, 0], updated.beta[0, 0]) == (8.0, 4.0)
    assert updated.mean[0] == pytest.approx(2.0)


def test_a_mixture_is_updated_by_bayes_rule() -> None:
    mixture = Rates(np.array([[1.0], [8.0]]), np.array([[1.0], [2.0]]), np.array([[0.5], [0.5]]))
    likelihood = [stats.nbinom.pmf(5, 1.0, 1 / 2), stats.nbinom.pmf(5, 8.0, 2 / 3)]
    assert mixture.after(5, 1.0).weight[:, 0] == pytest.approx(np.array(likelihood) / sum(likelihood))


def test_without_other_schools_the_prior_speaks() -> None:
    found = rates(np.array([0.0]), np.array([1.0]), 1.5, 2.0)
    assert found.mean[0] == pytest.approx(1.5)
    prior = stats.norm.pdf(np.log(SHAPES / 2.0))
    assert found.weight[:, 0] == pytest.approx(prior / prior.sum(), rel=1e-9)


def test_many_schools_outweigh_the_prior_and_a_school_does_not_judge_itself() -> None:
    rng = np.random.default_rng(1)
    counts = rng.poisson(rng.gamma(4.0, 5.0 / 4.0, 400) * 2.0).astype(float)
    found = rates(counts, np.full(400, 2.0), 1.5, 2.0)
    assert found.mean == pytest.approx(np.full(400, counts.mean() / 2.0), rel=0.03)
    other = counts.copy()
    other[0] = 200.0
    changed = rates(other, np.full(400, 2.0), 1.5, 2.0)
    assert changed.mean[0] == pytest.approx(found.mean[0], rel=0.02)


def test_how_much_schools_differ_is_found() -> None:
    rng = np.random.default_rng(2)
    alike = rng.poisson(3.0, 300).astype(float)
    differing = rng.poisson(rng.gamma(0.5, 6.0, 300)).astype(float)
    shapes = [
        (rates(c, np.ones(300), 1.5, 2.0).weight * SHAPES[:, None]).sum(axis=0).mean()
        for c in (alike, differing)
    ]
    assert shapes[0] > 10
    assert shapes[1] < 1


# sources together -----------------------------------------------------------------------------


def binomial(count: int, n: int, p: float) -> Source:
    return Source(count, stats.binom.pmf(np.arange(n + 1), n, p))


@given(st.integers(0, 12), st.floats(0.01, 0.6))
def test_one_source_keeps_its_own_mid_p(count: int, p: float) -> None:
    source = binomial(count, 12, p)
    expected = stats.binom.sf(count, 12, p) + stats.binom.pmf(count, 12, p) / 2
    assert source.observed == pytest.approx(expected, abs=1e-9)
    assert combined_mid_p([source]) == pytest.approx(expected, abs=1e-7)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(5, 9), st.floats(0.02, 0.5)), min_size=2, max_size=3)
)
def test_it_is_every_combination_written_out(parts: list[tuple[int, int, float]]) -> None:
    sources = [binomial(*part) for part in parts]
    mid = [source.mid_p for source in sources]
    grid = np.meshgrid(*[-2 * np.log(np.maximum(m, 1e-300)) for m in mid], indexing="ij")
    chance = np.ones_like(grid[0])
    for axis, source in enumerate(sources):
        shape = [1] * len(sources)
        shape[axis] = -1
        chance = chance * source.probability.reshape(shape)
    total = sum(grid)
    seen = sum(-2 * np.log(max(source.observed, 1e-300)) for source in sources)
    equal = np.abs(total - seen) < 1e-9
    expected = chance[(total > seen) & ~equal].sum() + chance[equal].sum() / 2
    assert combined_mid_p(sources) == pytest.approx(expected, abs=1e-7)


def test_for_large_counts_it_is_fishers_chi_square() -> None:
    sources = [binomial(1_040, 10_000, 0.1), binomial(2_070, 10_000, 0.2)]
    statistic = -2 * sum(np.log(source.observed) for source in sources)
    assert combined_mid_p(sources) == pytest.approx(stats.chi2.sf(statistic, 4), rel=0.02)


def test_under_the_null_small_values_are_as_rare_as_they_say() -> None:
    """20,000 draws of three small sources; at most three standard errors above the nominal level."""
    rng = np.random.default_rng(3)
    tables = [stats.binom.pmf(np.arange(25), 24, 0.04), stats.binom.pmf(np.arange(21), 20, 0.03)]
    tables.append(np.append(stats.nbinom.pmf(np.arange(20), 2.0, 0.8), 0.0))
    draws = [rng.choice(len(t), 20_000, p=t / t.sum()) for t in tables]
    seen: dict[tuple[int, ...], float] = {}
    for counts in set(zip(*(d.tolist() for d in draws), strict=True)):
        seen[counts] = combined_mid_p([Source(c, t) for c, t in zip(counts, tables, strict=True)])
    values = np.array([seen[counts] for counts in zip(*(d.tolist() for d in draws), strict=True)])
    for level in (0.05, 0.01, 0.002):
        assert (values <= level).mean() <= level * 1.25 + 3 * np.sqrt(level / 20_000)
    assert values.mean() == pytest.approx(0.5, abs=0.01)
