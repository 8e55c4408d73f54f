"""What every statistic must do whatever it is given: limits, order, symmetry, and brute force beside it."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from safetytool.analysis.statistics.betabinomial import pmf_table, upper_mid_p, upper_tail
from safetytool.analysis.statistics.budget import Ladder
from safetytool.analysis.statistics.combination import Source, combined_mid_p
from safetytool.analysis.statistics.expectation import (
    RHO_GRID,
    Beta,
    RhoPrior,
    dispersion,
    others,
    predict,
)  # fmt: skip
from safetytool.analysis.statistics.gamma_poisson import rates
from safetytool.analysis.statistics.intervals import clopper_pearson, garwood
from tests.properties.strategies import examples

SHAPES = st.floats(0.1, 300)
SLACK = 1e-9
"""What rounding may add to a probability."""


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


@examples(100)
@given(n=st.integers(1, 400), a=SHAPES, b=SHAPES)
def test_mid_p_falls_with_every_further_concern_and_stays_a_probability(n: int, a: float, b: float) -> None:
    k = np.arange(n + 1)
    full = np.full(n + 1, n)
    found = upper_mid_p(k, full, np.full(n + 1, a), np.full(n + 1, b))
    assert (np.diff(found) <= SLACK).all()
    assert (found >= 0).all()
    assert (found <= 1 + SLACK).all()
    turned = upper_mid_p(n - k, full, np.full(n + 1, b), np.full(n + 1, a))
    np.testing.assert_allclose(found + turned, 1.0, atol=1e-8)


@examples(100)
@given(data=st.data(), n=st.integers(1, 400), a=SHAPES, b=SHAPES, more=st.floats(1.01, 4))
def test_a_higher_expected_rate_makes_a_count_less_surprising(
    data: st.DataObject, n: int, a: float, b: float, more: float
) -> None:
    k = data.draw(st.integers(0, n))
    plain, higher = upper_mid_p(np.array([k, k]), np.array([n, n]), column(a, a * more), column(b, b))
    assert higher >= plain - SLACK


ROWS = st.lists(st.tuples(st.integers(1, 120), SHAPES, SHAPES), min_size=1, max_size=8)


@examples(60)
@given(
    rows=ROWS, most=st.floats(0.001, 0.5), least=st.integers(0, 4), floor=st.sampled_from([1e-12, 1e-6, 1e-3])
)
def test_the_tail_is_every_unlikely_count_by_brute_force(
    rows: list[tuple[int, float, float]], most: float, least: int, floor: float
) -> None:
    n = np.array([row[0] for row in rows])
    a, b = column(*(row[1] for row in rows)), column(*(row[2] for row in rows))
    seen = n // 2
    tail, observed = upper_tail(seen, n, a, b, most=np.full(len(n), most), least_count=least, floor=floor)
    for row, (size, *shape) in enumerate(rows):
        chance = stats.betabinom.pmf(np.arange(size + 1), size, *shape)
        mid = np.cumsum(chance[::-1])[::-1] - chance / 2
        assert observed[row] == pytest.approx(mid[seen[row]], abs=1e-9)
        mid, chance = mid[least:], chance[least:]
        own = tail.row == row
        # At the very edges rounding decides.
        listed = np.abs(mid - most) > 1e-8
        listed &= (mid <= most) & (mid > floor * (1 + 1e-6))
        found = np.sort(tail.mid_p[own])
        for value in mid[listed]:
            assert np.isclose(found, value, rtol=1e-6, atol=1e-12).any()
        assert (
            tail.probability[own].sum() == pytest.approx(chance[mid <= most].sum(), abs=1e-7)
            or (np.abs(mid - most) <= 1e-8).any()
        )


@dataclass(frozen=True)
class Alarming:
    """Counts that could alarm: mid-p, chance under the null and pool of each, and what pools may spend."""

    mid_p: np.ndarray
    chance: np.ndarray
    pool: np.ndarray
    allowed: np.ndarray

    def thresholds(self, cap: float) -> np.ndarray:
        """What every pool may alarm at."""
        return Ladder(self.mid_p, self.chance, self.pool, len(self.allowed)).threshold(self.allowed, cap)


@st.composite
def alarming(draw: st.DrawFn) -> Alarming:
    """Counts in a few pools, with some mid-p values alike."""
    pools = draw(st.integers(1, 3))
    entry = st.tuples(
        st.sampled_from([0.001, 0.004, 0.004, 0.0078125, 0.009, 0.03]),
        st.floats(0.0001, 0.05),
        st.integers(0, pools - 1),
    )
    entries = draw(st.lists(entry, max_size=25))
    mid_p, chance = (np.array([entry[i] for entry in entries], np.float64) for i in range(2))
    pool = np.array([entry[2] for entry in entries], np.int64)
    return Alarming(
        mid_p, chance, pool, column(*draw(st.lists(st.floats(0, 0.4), min_size=pools, max_size=pools)))
    )


@examples(150)
@given(case=alarming(), cap=st.sampled_from([0.01, 0.05]), random=st.randoms(use_true_random=False))
def test_the_budget_is_kept_in_any_order_and_ties_stand_or_fall_together(
    case: Alarming, cap: float, random: object
) -> None:
    found = case.thresholds(cap)
    assert (found <= cap).all()
    inside = case.mid_p <= found[case.pool]
    for p, allowed in enumerate(case.allowed):
        mine = case.pool == p
        assert case.chance[inside & mine].sum() <= allowed * (1 + 1e-9) + SLACK
        outside = mine & ~inside & (case.mid_p <= cap)
        if outside.any():
            following = mine & (case.mid_p <= case.mid_p[outside].min())
            assert case.chance[following].sum() >= allowed * (1 - 1e-9)
    order = np.arange(len(case.pool))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = replace(case, mid_p=case.mid_p[order], chance=case.chance[order], pool=case.pool[order])
    np.testing.assert_array_equal(shuffled.thresholds(cap), found)


@examples(150)
@given(case=alarming(), data=st.data())
def test_rounding_does_not_part_equal_tests(case: Alarming, data: st.DataObject) -> None:
    """The last bit of a mid-p value depends on the order of schools: it must not decide about an alarm.

    Hypothesis found it: other names for two schools made an `ask` of a `watch`.
    """
    number = len(case.pool)
    bits = data.draw(st.lists(st.sampled_from([-1, 0, 1]), min_size=number, max_size=number))
    noisy = replace(case, mid_p=case.mid_p * (1 + np.array(bits, np.float64) * 2.3e-16))
    plain, other = case.thresholds(0.05), noisy.thresholds(0.05)
    np.testing.assert_array_equal(case.mid_p <= plain[case.pool], noisy.mid_p <= other[case.pool])


@examples(100)
@given(data=st.data(), n=st.integers(1, 3000), level=st.sampled_from([0.8, 0.95, 0.99]))
def test_exact_intervals_are_scipys_hold_the_rate_and_mirror(
    data: st.DataObject, n: int, level: float
) -> None:
    k = data.draw(st.integers(0, n))
    low, high = map(float, clopper_pearson(k, n, level))
    assert 0 <= low <= k / n <= high <= 1
    wanted = stats.binomtest(k, n).proportion_ci(level, method="exact")
    assert (low, high) == pytest.approx((wanted.low, wanted.high), abs=1e-9)
    mirrored = clopper_pearson(n - k, n, level)
    assert (1 - float(mirrored[1]), 1 - float(mirrored[0])) == pytest.approx((low, high), abs=1e-9)
    if k < n:
        assert float(clopper_pearson(k + 1, n, level)[0]) >= low
    low, high = map(float, garwood(k, level))
    assert low <= k <= high
    tail = (1 - level) / 2
    assert high == pytest.approx(stats.chi2.ppf(1 - tail, 2 * k + 2) / 2, rel=1e-9)
    assert low == pytest.approx(stats.chi2.ppf(tail, 2 * k) / 2 if k else 0.0, rel=1e-9)


VALUES = st.lists(st.tuples(st.floats(0, 1e4), st.integers(0, 4)), min_size=1, max_size=20)


@examples(80)
@given(pairs=VALUES)
def test_others_is_the_plain_sum_over_the_rest(pairs: list[tuple[float, int]]) -> None:
    values, group = column(*(v for v, _ in pairs)), np.array([g for _, g in pairs])
    wanted = [
        sum(v for j, (v, g) in enumerate(pairs) if g == own and j != i) for i, (_, own) in enumerate(pairs)
    ]
    np.testing.assert_allclose(others(values, group), wanted, rtol=1e-9, atol=1e-8)


@examples(80)
@given(
    a=SHAPES, b=SHAPES, k=st.floats(0, 200), rest=st.floats(0, 800), rho=st.sampled_from(RHO_GRID.tolist())
)
def test_a_prediction_lies_between_prior_and_peers_and_is_wider_for_more_rho(
    a: float, b: float, k: float, rest: float, rho: float
) -> None:
    found = predict(Beta(column(a), column(b)), column(k), column(k + rest), column(rho))
    assert found.a[0] > 0
    assert found.b[0] > 0
    ends = sorted([a / (a + b), k / (k + rest) if k + rest else a / (a + b)])
    assert ends[0] - SLACK <= found.mean[0] <= ends[1] + SLACK
    more = predict(Beta(column(a), column(b)), column(k), column(k + rest), column(rho * 1.5))
    assert more.a[0] + more.b[0] < found.a[0] + found.b[0]


@examples(50)
@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(1, 12))
def test_dispersion_stays_on_its_grid_in_any_order(seed: int, rows: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(0, 5, (len(RHO_GRID), rows))
    family, unit = rng.integers(0, 2, rows), rng.integers(0, 5, rows)
    found = dispersion(scores, family, unit, RhoPrior(0.01))
    assert (found >= RHO_GRID[0] - SLACK).all()
    assert (found <= RHO_GRID[-1] + SLACK).all()
    order = rng.permutation(rows)
    again = dispersion(scores[:, order], family[order], unit[order], RhoPrior(0.01))
    np.testing.assert_allclose(again, found[order], rtol=1e-9)


SOURCES = st.lists(
    st.tuples(st.integers(0, 8), st.integers(1, 9), st.floats(0.01, 0.6)), min_size=1, max_size=3
)


@examples(50)
@given(parts=SOURCES, random=st.randoms(use_true_random=False))
def test_sources_together_in_any_order_and_one_more_report_is_more(
    parts: list[tuple[int, int, float]], random: object
) -> None:
    sources = [Source(min(k, n), stats.binom.pmf(np.arange(n + 1), n, p)) for k, n, p in parts]
    found = combined_mid_p(sources)
    assert -SLACK <= found <= 1 + SLACK
    shuffled = list(sources)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert combined_mid_p(shuffled) == pytest.approx(found, abs=1e-7)
    more = [Source(sources[0].count + 1, sources[0].probability), *sources[1:]]
    assert combined_mid_p(more) <= found + 1e-7


@examples(50)
@given(
    schools=st.lists(st.tuples(st.integers(0, 12), st.integers(1, 4)), min_size=1, max_size=12),
    exposure=st.floats(0.5, 5),
    random=st.randoms(use_true_random=False),
)
def test_rates_of_reports_are_probabilities_in_any_order(
    schools: list[tuple[int, int]], exposure: float, random: object
) -> None:
    counts, years = column(*(k for k, _ in schools)), column(*(e for _, e in schools))
    found = rates(counts, years, 1.5, 2.0)
    np.testing.assert_allclose(found.weight.sum(axis=0), 1.0)
    own = found.of(0).after(float(counts[0]), float(years[0]))
    table = own.pmf(exposure, 60)
    assert (table >= 0).all()
    assert table.sum() == pytest.approx(1.0, abs=1e-9)
    assert table[0] == pytest.approx(own.probability_of_none(exposure), abs=1e-9)
    order = np.arange(len(schools))
    random.shuffle(order)  # type: ignore[attr-defined]
    np.testing.assert_allclose(
        rates(counts[order], years[order], 1.5, 2.0).mean, found.mean[order], rtol=1e-9
    )


@examples(40)
@given(rows=ROWS)
def test_probabilities_of_all_counts_add_up_to_one(rows: list[tuple[int, float, float]]) -> None:
    n, a, b = (np.array([row[i] for row in rows]) for i in range(3))
    table = pmf_table(n, a.astype(float), b.astype(float))
    assert (table >= 0).all()
    np.testing.assert_allclose(table.sum(axis=1), 1.0, rtol=1e-8)
