"""Tails and thresholds of many tests at once, against SciPy and against the plain way to work them out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from safetytool.analysis.judging import WHOLE_SCHOOL, Batch, judge
from safetytool.analysis.statistics.betabinomial import pmf_table, tables, upper_mid_p, upper_tail
from safetytool.analysis.statistics.budget import FLOOR, Budget, Ladder
from safetytool.analysis.statistics.expectation import Beta

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def laws(seed: int, rows: int, most: int = 5000) -> tuple[Ints, Ints, Floats, Floats]:
    """Counts and beta-binomials over a wide range; the counts lie where the probability does."""
    rng = np.random.default_rng(seed)
    n = np.exp(rng.uniform(0, np.log(most), rows)).astype(np.int64)
    a, b = (10 ** rng.uniform(-2, 5, rows) for _ in range(2))
    k = rng.binomial(n, rng.beta(a, b))
    far = np.minimum(n, (k * rng.uniform(1, 1.5, rows)).astype(np.int64) + rng.integers(0, 5, rows))
    return far, n, a, b


def mid_p_by_logs(k: Ints, n: Ints, a: Floats, b: Floats) -> Floats:
    """The upper mid-p values from the whole table in logs, one row at a time."""
    found = np.empty(len(n))
    for i in range(len(n)):
        table = pmf_table(n[i : i + 1], a[i : i + 1], b[i : i + 1])[0]
        found[i] = table[: k[i] : -1].sum() + table[k[i]] / 2
    return found


def test_mid_p_is_scipys_over_a_wide_range() -> None:
    k, n, a, b = laws(1, 400)
    law = stats.betabinom(n, a, b)
    # SciPy's own sf is a sum of pmf values that come out of log gamma functions of numbers up to 1e5: its
    # digits are what limits the agreement.
    np.testing.assert_allclose(upper_mid_p(k, n, a, b), law.sf(k) + law.pmf(k) / 2, rtol=1e-6, atol=1e-9)


def test_mid_p_is_that_of_the_table_in_logs_down_to_the_smallest() -> None:
    k, n, a, b = laws(2, 400)
    np.testing.assert_allclose(upper_mid_p(k, n, a, b), mid_p_by_logs(k, n, a, b), rtol=1e-7, atol=1e-300)


def test_tables_are_proper_where_the_chance_of_none_is_beyond_any_number() -> None:
    # P(X = 0) is about 2 ** -4000, so the table cannot be made from there.
    n, half = np.array([24, 4000]), np.array([1e5, 1e5])
    for table in tables(n, half, half):
        np.testing.assert_allclose(table.probability.sum(axis=0), 1.0, rtol=1e-8)
        for column, row in enumerate(table.rows):
            middle = table.probability[n[row] // 2, column]
            assert middle == pytest.approx(stats.betabinom.pmf(n[row] // 2, n[row], 1e5, 1e5), rel=1e-6)


def test_a_rate_that_is_either_nothing_or_everything_keeps_its_far_end() -> None:
    n, a, b = np.array([800]), np.array([0.02]), np.array([0.3])
    assert upper_mid_p(n, n, a, b)[0] == pytest.approx(stats.betabinom.pmf(800, 800, 0.02, 0.3) / 2, rel=1e-7)


@pytest.mark.parametrize("floor", [0.0, 1e-4])
def test_tail_lists_exactly_the_unlikely_counts(floor: float) -> None:
    n, a, b = np.array([24, 400, 2]), np.array([1.0, 8.0, 0.1]), np.array([49.0, 92.0, 40.0])
    seen = np.array([3, 60, 0])
    tail, observed = upper_tail(seen, n, a, b, most=np.full(3, 0.05), least_count=2, floor=floor)
    for row in range(3):
        law = stats.betabinom(n[row], a[row], b[row])
        k = np.arange(2, n[row] + 1)
        # Summed from above: SciPy's sf has no more than 12 decimals.
        pmf = law.pmf(np.arange(n[row] + 1))
        mid = (np.cumsum(pmf[::-1])[::-1] - pmf / 2)[2:]
        listed = k[(mid <= 0.05) & (mid >= max(floor, 1e-9))]
        mine = (tail.row == row) & (tail.mid_p >= 1e-9)
        np.testing.assert_allclose(np.sort(tail.mid_p[mine]), np.sort(mid[listed - 2]), rtol=1e-6)
        everything = law.pmf(k[mid <= 0.05]).sum()
        assert tail.probability[tail.row == row].sum() == pytest.approx(everything, rel=1e-7)
        assert observed[row] == pytest.approx(law.sf(seen[row]) + law.pmf(seen[row]) / 2, rel=1e-7)


def thresholds(mid_p: Floats, chance: Floats, pool: Ints, pools: int, allowed: Floats, cap: float) -> Floats:
    """The plain way: sort all counts of a pool, and stop before the one that is over budget."""
    found = np.full(pools, cap)
    for one in range(pools):
        mine = np.flatnonzero(pool == one)
        mine = mine[np.argsort(mid_p[mine], kind="stable")]
        over = np.flatnonzero(np.cumsum(chance[mine]) > allowed[one] * (1 + 1e-12))
        if len(over):
            found[one] = min(cap, np.nextafter(mid_p[mine][over[0]], 0.0))
    return found


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 1e-7, 0.003, 0.05, 0.4, 5.0]))
def test_ladder_finds_what_sorting_finds(seed: int, budget: float) -> None:
    rng = np.random.default_rng(seed)
    entries, pools = int(rng.integers(1, 3000)), 5
    mid_p = 10 ** rng.uniform(-7, -1, entries)
    mid_p[rng.random(entries) < 0.2] = mid_p[0]
    chance, pool = mid_p * rng.uniform(0.1, 1.5, entries), rng.integers(0, pools - 1, entries)
    allowed = budget * rng.uniform(0.5, 2, pools)
    ladder = Ladder(mid_p, chance, pool, pools)
    found = ladder.threshold(allowed, 0.05)
    np.testing.assert_allclose(found, thresholds(mid_p, chance, pool, pools, allowed, 0.05), rtol=1.1e-9)
    spent = [chance[(pool == one) & (mid_p <= found[one])].sum() for one in range(pools)]
    np.testing.assert_allclose(ladder.spent(found), spent, rtol=1e-12)
    assert np.all(ladder.spent(found) <= allowed * (1 + 1e-12))


def test_a_count_that_is_as_unlikely_as_one_over_budget_stays_outside_however_it_was_worked_out() -> None:
    mid_p = np.array([0.001, 0.002, 0.002 * (1 + 1e-13)])
    found = Ladder(mid_p, np.full(3, 0.01), np.zeros(3, np.int64), 1).threshold(np.array([0.015]), 0.05)
    assert 0.001 < found[0] < 0.002 * (1 - 1e-10)


def drawn(seed: int, years: int) -> Batch:
    """Batch of some schools: a few of a whole school, many of classes, here and there far too many."""
    rng = np.random.default_rng(seed)
    rows = years * 150
    whole = rng.random(rows) < 0.2
    n = np.where(whole, rng.integers(40, 600, rows), rng.integers(15, 31, rows))
    size, mean = rng.uniform(15, 200, rows), rng.uniform(0.005, 0.15, rows)
    expected = Beta(mean * size, (1 - mean) * size)
    k = rng.binomial(n, rng.beta(expected.a, expected.b))
    k[:: rows // 10] += 3
    year, staff = rng.permutation(np.repeat(np.arange(years), 150)), rng.random(rows) < 0.5
    weight = np.where(rng.random(rows) < 0.1, 0.5, 1.0)
    return Batch(np.minimum(k, n), n, expected, year, staff, whole, weight)


def judged_plainly(tests: Batch, budget: Budget) -> dict[int, bool]:
    """The plain way to judge: every count of every test in one list, sorted per pool; row -> is an ask."""
    row, mid_p, chance = [], [], []
    for i in range(len(tests.n)):
        table = pmf_table(tests.n[[i]], tests.expected.a[[i]], tests.expected.b[[i]])[0]
        mid = np.cumsum(table[::-1])[::-1] - table / 2
        k = np.flatnonzero((mid <= budget.watch_cap) & (np.arange(len(mid)) >= 2) & (table > 0))
        row += [i] * len(k)
        mid_p += list(mid[k] / tests.weight[i])
        chance += list(table[k])
    at, mid_of, chance_of = np.array(row), np.array(mid_p), np.array(chance)
    pool, pools = tests.year * 2 + tests.staff, 2 * int(tests.year.max()) + 2
    share = np.tile([1 - budget.staff_conduct_share, budget.staff_conduct_share], pools // 2)
    bounds = []
    for rate, cap in ((budget.ask, budget.ask_cap), (budget.ask + budget.watch, budget.watch_cap)):
        allowed, first = 0.75 * rate * share, tests.whole[at]
        school = thresholds(
            mid_of[first], chance_of[first], pool[at[first]], pools, WHOLE_SCHOOL * allowed, cap
        )
        under = first & (mid_of <= school[pool[at]])
        left = allowed - np.bincount(pool[at[under]], weights=chance_of[under], minlength=pools)
        parts = thresholds(mid_of[~first], chance_of[~first], pool[at[~first]], pools, left, cap)
        bounds.append(tests.weight * np.where(tests.whole, school[pool], parts[pool]))
    p = mid_p_by_logs(tests.k, tests.n, tests.expected.a, tests.expected.b)
    return {int(i): bool(p[i] <= bounds[0][i]) for i in np.flatnonzero((p <= bounds[1]) & (tests.k >= 2))}


@pytest.mark.parametrize(
    "budget", [Budget(), Budget(ask=2.0, watch=6.0), Budget(1e-4, 1e-4, 0.3), Budget(0, 1)]
)
def test_the_same_tests_alarm_as_by_sorting_every_count(budget: Budget) -> None:
    tests = drawn(4, years=6)
    found = judge(tests, budget)
    wanted = judged_plainly(tests, budget)
    assert dict(zip(found.row.tolist(), found.ask.tolist(), strict=True)) == wanted
    assert len(wanted) > 3 or budget.ask == 1e-4


def test_thresholds_below_the_floor_are_told_apart_too() -> None:
    # One test of 5,000 pupils and a budget of one false alarm in ten million years.
    n, expected = np.array([5000]), Beta(np.array([50.0]), np.array([950.0]))
    zero = np.zeros(1, np.int64)
    budget = Budget(ask=0.0, watch=1e-7, staff_conduct_share=0.5)
    allowed = 0.75 * 1e-7 * 0.5 * WHOLE_SCHOOL
    assert allowed < FLOOR
    alarms = {
        k: bool(
            len(judge(Batch(np.array([k]), n, expected, zero, zero > 0, zero == 0, np.ones(1)), budget).row)
        )
        for k in range(250, 1500, 5)
    }
    law = stats.betabinom(5000, 50.0, 950.0)
    assert alarms == {k: bool(law.sf(k - 1) <= allowed) for k in alarms}


def test_budget_of_few_tests_stops_at_the_cap() -> None:
    k, n, zero = np.array([2]), np.array([24]), np.zeros(1, np.int64)
    law = stats.betabinom(24, 1.0, 49.0)
    for shape, alarm in ((49.0, False), (490.0, True)):
        judged = judge(
            Batch(k, n, Beta(np.ones(1), np.array([shape])), zero, zero > 0, zero > 0, np.ones(1)), Budget()
        )
        assert bool(len(judged.row)) is alarm
    assert law.sf(2) + law.pmf(2) / 2 > Budget().watch_cap
