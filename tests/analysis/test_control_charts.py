"""Control charts and their rules against published worked examples, other software, and simulation."""

from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from safetytool.analysis.statistics.control_charts import Limits, g_chart, p_prime, xmr
from safetytool.analysis.statistics.control_rules import (
    ALL_RULES,
    LEAST_POINTS,
    RULES,
    RUN,
    Broken,
    Rule,
    beyond_limits,
    broken,
    four_of_five,
    one_side,
    steadily_rising,
    two_of_three,
)

Floats = NDArray[np.float64]

# NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2: flow rates of ten batches.
FLOW = np.array([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])

# Wheeler and Chambers 1992, Understanding Statistical Process Control, 2nd ed., p. 215, as in the tests of
# the Python package pycontrolcharts. It is the weight of limestone in Minitab's help on the I-MR chart
# (worksheet EXH_QC.MTW): the help prints no data, but which points fail each test, and all of those agree.
LIMESTONE = np.array([
    905, 930, 865, 895, 905, 885, 890, 930, 915, 910, 920, 915, 925, 860, 905, 925, 925, 905, 915,
    930, 890, 940, 860, 875, 985, 970, 940, 975, 1000, 1035, 1020, 985, 960, 945, 965, 940, 900,
    920, 980, 950, 955, 970, 970, 1035, 1040,
], dtype=np.float64)  # fmt: skip

# Attendances at English emergency departments in 20 weeks, and those seen within four hours (Mohammed et al.
# 2013, Quality and Safety in Health Care 22:362-368; data set nhs_accidents of the R package qicharts2).
SEEN = np.array([
    266501, 264225, 276532, 281461, 269071, 261215, 270409, 279778, 270483, 270320,
    267923, 271478, 255353, 256820, 261835, 259144, 255910, 260863, 264465, 260989,
], dtype=np.float64)  # fmt: skip
CAME = np.array([
    280443, 276823, 291681, 296155, 282343, 275888, 283867, 295251, 284468, 282529,
    279618, 283932, 266629, 268091, 276803, 271578, 266005, 273520, 278574, 273772,
], dtype=np.float64)  # fmt: skip
# What qicharts2 computes of it with chart = "pp".
P_PRIME_CENTRE = 0.95289971134419116
P_PRIME_LOWER = np.array([
    0.9401296441775141, 0.94004641862513627, 0.9403780655785402, 0.94047300747792362, 0.94017268417608979,
    0.94002465678041103, 0.94020689402152513, 0.94045399796641838, 0.94022030926792188, 0.94017687421815865,
    0.94011081930595297, 0.94020834697566502, 0.93980301398912502, 0.9398387733905802, 0.94004595428549564,
    0.93992289402775664, 0.93978766173624928, 0.93996904398143111, 0.9400868775214295, 0.93997499652290417,
])  # fmt: skip

# Operations between deaths after coronary bypass surgery (data set cabg of qicharts2). What qicharts2
# computes of this and of the data set above stands, with the R commands, in test/fixtures/qicharts2.R
# and .ts of AUS-DOH-Safety-and-Quality/PowerBI-SPC.
OPERATIONS = np.array([
    23, 39, 15, 34, 1, 49, 98, 29, 27, 13, 45, 7, 10, 27, 24, 14, 20, 38, 44, 11, 10, 3, 113, 183,
    3, 47, 18, 18, 33, 15, 2, 38, 27, 27, 1, 52, 23, 7, 26, 82, 5, 49, 5, 17, 24, 44, 26, 2, 27, 46,
    55, 97, 22, 22, 20, 4, 60, 51, 7, 21, 66, 36, 25, 72, 15, 5, 3,
], dtype=np.float64)  # fmt: skip


def on_sigma_scale(z: list[float]) -> tuple[Floats, Limits]:
    """A chart whose centre is 0 and whose sigma is 1."""
    points = np.array(z, dtype=np.float64)
    flat = np.ones_like(points)
    return points, Limits(0 * flat, flat, -3 * flat, 3 * flat, points)


def numbers(marked: NDArray[np.bool_]) -> list[int]:
    """The points that are marked, counted from 1 as the examples do."""
    return [int(point) + 1 for point in np.flatnonzero(marked)]


# --- the charts


def test_individuals_chart_of_the_nist_handbook() -> None:
    chart = xmr(FLOW)
    assert chart.centre[0] == pytest.approx(50.81)
    assert chart.sigma[0] * 1.128 == pytest.approx(1.8778, abs=5e-5)
    assert chart.upper == pytest.approx(np.full(10, 55.8041), abs=5e-5)
    assert chart.lower == pytest.approx(np.full(10, 45.8159), abs=5e-5)


def test_individuals_chart_of_wheeler_and_chambers() -> None:
    chart = xmr(LIMESTONE)
    lines = chart.lower[0], chart.centre[0], chart.upper[0]
    assert lines == pytest.approx((862.84, 936.89, 1010.93), abs=0.006)


def test_p_prime_is_that_of_qicharts2() -> None:
    chart = p_prime(SEEN, CAME)
    assert chart.centre == pytest.approx(np.full(20, P_PRIME_CENTRE), rel=1e-12)
    assert chart.lower == pytest.approx(P_PRIME_LOWER, rel=1e-12)
    assert chart.upper == pytest.approx(2 * P_PRIME_CENTRE - P_PRIME_LOWER, rel=1e-12)
    assert chart.z == pytest.approx(3 * (SEEN / CAME - chart.centre) / (chart.centre - chart.lower), rel=1e-9)


def test_p_prime_is_never_narrower_than_a_p_chart() -> None:
    # Shares that differ less than by chance: sigma_z would be 0.14.
    k, n = np.array([10.0, 11, 10, 11, 10, 11, 10, 11]), np.full(8, 100.0)
    chart = p_prime(k, n)
    assert chart.sigma == pytest.approx(np.full(8, np.sqrt(0.105 * 0.895 / 100)))


def test_limits_of_a_share_are_shares() -> None:
    few = p_prime(np.array([0.0, 2, 0, 1, 0, 3, 0, 2]), np.full(8, 50.0))
    many = p_prime(np.array([50.0, 48, 50, 49, 50, 47, 50, 48]), np.full(8, 50.0))
    assert (few.lower == 0.0).all()
    assert (many.upper == 1.0).all()
    assert few.upper == pytest.approx(1.0 - many.lower)


@pytest.mark.parametrize("k", [0.0, 40.0])
def test_where_nobody_or_everybody_has_the_concern_nothing_stands_out(k: float) -> None:
    chart = p_prime(np.full(9, k), np.full(9, 40.0))
    assert (chart.lower == k / 40).all()
    assert (chart.upper == k / 40).all()
    assert broken(np.full(9, k / 40), chart, ALL_RULES) == (Broken(),) * 9


def test_points_that_are_all_alike_break_no_rule() -> None:
    same = np.full(10, 0.1) * 3
    assert broken(same, xmr(same), ALL_RULES) == (Broken(),) * 10
    n = np.array([20.0, 30, 70, 110, 20, 30, 70, 110])
    assert broken(0.1 * n / n, p_prime(0.1 * n, n), ALL_RULES) == (Broken(),) * 8


def test_g_chart_is_by_the_mid_p_of_the_geometric_distribution() -> None:
    chart = g_chart(OPERATIONS)
    law = stats.geom(1.0 / (OPERATIONS.mean() + 1.0), loc=-1)
    mid = law.cdf(OPERATIONS) - law.pmf(OPERATIONS) / 2
    assert chart.z == pytest.approx(stats.norm.ppf(mid), abs=1e-9)
    assert chart.sigma[0] == pytest.approx(law.std())
    assert numbers(chart.centre < OPERATIONS) == numbers(mid > 0.5)
    beyond = g_chart(np.append(OPERATIONS, 400.0))
    assert numbers(beyond_limits(OPERATIONS, chart.z)) == []
    assert numbers(beyond_limits(OPERATIONS, beyond.z)) == [68] == numbers(beyond.upper < [*OPERATIONS, 400])


def test_sigma_of_the_g_chart_is_that_of_qicharts2() -> None:
    # Its upper limit is 3 sigma above the mean, which is too low for so skewed a distribution.
    chart = g_chart(OPERATIONS)
    assert OPERATIONS.mean() + 3 * chart.sigma[0] == pytest.approx(128.17491023197215, rel=1e-12)
    assert chart.upper[0] > 128.2


def test_g_chart_cuts_off_what_three_sigma_of_a_normal_distribution_would() -> None:
    rare = np.array([800.0, 1200.0])
    chart = g_chart(rare)
    law = stats.geom(1.0 / 1001.0, loc=-1)
    assert law.sf(np.floor(chart.upper[0])) == pytest.approx(stats.norm.sf(3), rel=2e-3)
    assert law.cdf(np.ceil(chart.lower[0]) - 1) == pytest.approx(stats.norm.sf(3), abs=1e-3)
    assert law.median() == pytest.approx(chart.centre[0], abs=1.0)


def test_a_g_chart_has_a_place_for_the_very_next_pupil() -> None:
    chart = g_chart(np.array([0.0, 4, 0, 2, 7, 0, 1, 2]))
    assert np.isfinite(chart.z).all()
    assert (chart.lower == 0.0).all()


@pytest.mark.parametrize("gaps", [[0.0, 0.0, 0.0], [3.0, -1.0, 2.0]])
def test_g_chart_refuses_what_has_no_gaps(gaps: list[float]) -> None:
    with pytest.raises(ValueError, match="g chart"):
        g_chart(np.array(gaps))


def test_many_series_at_once_are_each_as_alone() -> None:
    rng = np.random.default_rng(4)
    x = rng.gamma(2.0, 3.0, (5, 12)) + 0.1
    for chart in (xmr, g_chart):
        together = chart(x)
        for row, alone in enumerate(map(chart, x)):
            for name in ("centre", "sigma", "lower", "upper", "z"):
                assert getattr(together, name)[row] == pytest.approx(getattr(alone, name))


# --- the rules


def test_rules_point_by_point_on_minitabs_published_example() -> None:
    # Minitab's help prints "TEST 1 ... Failed at points: 14, 23, ..." and so on, all eight tests being asked
    # for. Its test 2 wants 9 points on one side. Test 3, six rising, is not listed: no point fails it.
    z = xmr(LIMESTONE).z
    nine = partial(one_side, run=9)
    published = {
        beyond_limits: [14, 23, 30, 31, 44, 45],
        nine: [*range(9, 22), 33, 34, 35, 36],
        steadily_rising: [],
        two_of_three: [24, 30, 31, 45],
        four_of_five: [5, 6, 7, 29, 30, 31, 32, 45],
    }
    for rule, points in published.items():
        either = rule(LIMESTONE, z) | rule(-LIMESTONE, -z)
        assert numbers(either) == points


def test_both_sides_are_told_apart_on_the_published_example() -> None:
    found = broken(LIMESTONE, xmr(LIMESTONE), ALL_RULES)
    assert found[13] == Broken(lower=("beyond_limits", "one_side"))
    assert found[23] == Broken(lower=("two_of_three",))
    assert found[29] == Broken(higher=("beyond_limits", "two_of_three", "four_of_five"))
    # With 8 in a row each of the two runs is marked one point earlier than with 9.
    runs = [point + 1 for point, rules in enumerate(found) if "one_side" in rules.higher + rules.lower]
    assert runs == [*range(8, 22), *range(32, 37)]


@pytest.mark.parametrize(
    ("rule", "x", "points"),
    [
        # The tests of the R package qcc (test-rules.R): Western Electric 1 to 4, Nelson 3, 5 and 6.
        (beyond_limits, [0, 3.2, -3.5, 2.9], [2, 3]),
        (two_of_three, [0, 2.5, 1.0, 2.6, 0], [4]),
        (four_of_five, [0, 1.2, 1.3, 0.2, 1.4, 1.5], [6]),
        (one_side, [-1, -1, -1, -1, -1, -1, -1, -1, 1], [8]),
        (one_side, [2.5] * 7 + [3.2], [8]),
        (four_of_five, [2.5] * 7 + [3.2], [4, 5, 6, 7, 8]),
        (two_of_three, [2.5] * 7 + [3.2], [2, 3, 4, 5, 6, 7, 8]),
        (steadily_rising, [*range(1, 8), 7, *range(6, 0, -1)], [6, 7, 13, 14]),
        (two_of_three, [0, 2.3, 0.4, 2.2, -2.4, -0.2, -2.5], [4, 7]),
        (four_of_five, [1.2, 1.3, 0.2, 1.4, 1.5, -1.2, -1.3, -0.1, -1.4, -1.5], [5, 10]),
        # At the boundary: exactly on the line, one short, just enough, none at all.
        (beyond_limits, [3.0, -3.0], []),
        (beyond_limits, [], []),
        (one_side, [0.1] * 7, []),
        (one_side, [0.1] * 4 + [0.0] + [0.1] * 4, []),
        (one_side, [0.1] * 4 + [-0.1] * 8, [12]),
        (one_side, [], []),
        (two_of_three, [2.0, 2.0, 2.0], []),
        (two_of_three, [2.1, 0, 0, 2.1], []),
        (two_of_three, [2.1, 0, 2.1], [3]),
        (two_of_three, [2.1, -2.1, 0], []),
        (two_of_three, [2.1, 2.1, 0], [2]),
        (two_of_three, [], []),
        (four_of_five, [1.1, 1.1, 1.1, 0.9, 0.9, 1.1], []),
        (four_of_five, [1.1, 1.1, 1.1, -1.1, 1.1], [5]),
        (four_of_five, [1.1] * 3, []),
        (four_of_five, [], []),
        (steadily_rising, [1, 2, 3, 4, 5], []),
        (steadily_rising, [1, 2, 3, 4, 5, 6], [6]),
        (steadily_rising, [1, 2, 3, 3, 4, 5, 6], []),
        (steadily_rising, [6, 5, 4, 3, 2, 1], [6]),
        (steadily_rising, [], []),
    ],
)  # fmt: skip
def test_each_rule_at_its_boundary(rule: object, x: list[float], points: list[int]) -> None:
    # Before two of three, or four of five, can be marked, qcc waits for the third or fifth point of a series;
    # here the second or fourth is enough, as no point before it could change that. Else its results are kept.
    points_charted, chart = on_sigma_scale(x)
    record = next(one for one in ALL_RULES if one.above is rule)
    marked = record.above(points_charted, chart.z) | record.below(points_charted, chart.z)
    assert numbers(marked) == points


def test_a_falling_run_is_told_as_lower() -> None:
    x, chart = on_sigma_scale([1, 0.8, 0.6, 0.4, 0.2, 0.1, 0.3, -0.2])
    assert broken(x, chart, ALL_RULES)[5] == Broken(lower=("steadily_rising",))


def test_too_few_points_decide_nothing() -> None:
    x, chart = on_sigma_scale([9.0] * (LEAST_POINTS - 1))
    assert broken(x, chart) == ()
    x, chart = on_sigma_scale([9.0] * LEAST_POINTS)
    assert broken(x, chart)[-1] == Broken(higher=("beyond_limits", "one_side", "two_of_three"))


def test_the_rules_that_decide_are_some_of_all() -> None:
    assert [rule.name for rule in RULES] == ["beyond_limits", "one_side", "two_of_three"]
    assert len({rule.name for rule in ALL_RULES}) == len(ALL_RULES)
    assert all(any(year in rule.source for year in ("1931", "1956", "1984")) for rule in ALL_RULES)


# --- the tables of false alarms in the head of control_rules

SERIES = 40_000


def about(share: float) -> object:
    """The share as rounded in the tables, and four standard errors on both sides."""
    error = np.sqrt(max(share, 0.0005) * (1 - share) / SERIES)
    return pytest.approx(share, abs=0.0005 + 4 * float(error))


def alarmed(x: Floats, chart: Limits, rules: tuple[Rule, ...]) -> float:
    """Share of series with at least one marked point."""
    marked = [rule.above(x, chart.z) | rule.below(x, chart.z) for rule in rules]
    return float(np.any(marked, axis=(0, -1)).mean())


@pytest.mark.parametrize(
    ("points", "each", "all_five", "decide"),
    [
        (8, (0.016, 0.000, 0.012, 0.004, 0.007), 0.031, 0.024),
        (10, (0.022, 0.000, 0.016, 0.010, 0.012), 0.048, 0.034),
        (12, (0.027, 0.002, 0.020, 0.016, 0.017), 0.067, 0.043),
        (15, (0.035, 0.008, 0.026, 0.026, 0.024), 0.094, 0.059),
    ],
)
def test_false_alarms_of_each_rule(
    points: int, each: tuple[float, ...], all_five: float, decide: float
) -> None:
    x = np.random.default_rng(1984).standard_normal((SERIES, points))
    chart = xmr(x)
    for rule, share in zip(ALL_RULES, each, strict=True):
        assert alarmed(x, chart, (rule,)) == about(share)
    assert alarmed(x, chart, ALL_RULES) == about(all_five)
    assert alarmed(x, chart, RULES) == about(decide)


@pytest.mark.parametrize(
    ("points", "binomial", "little", "much", "gaps"),
    [
        (8, 0.002, 0.013, 0.031, 0.007),
        (10, 0.004, 0.025, 0.054, 0.012),
        (12, 0.010, 0.041, 0.079, 0.019),
        (15, 0.023, 0.072, 0.122, 0.034),
    ],
)
def test_false_alarms_of_each_chart(
    points: int, binomial: float, little: float, much: float, gaps: float
) -> None:
    rng = np.random.default_rng(2002)
    shape, n = (SERIES, points), np.full((SERIES, points), 100.0)

    def of_shares(rate: Floats | float) -> float:
        k = rng.binomial(100, rate, shape).astype(np.float64)
        return alarmed(k / n, p_prime(k, n), RULES)

    def differing(rho: float) -> Floats:
        size = 1 / rho - 1
        return rng.beta(0.1 * size, 0.9 * size, shape)

    assert of_shares(0.1) == about(binomial)
    assert of_shares(differing(0.01)) == about(little)
    assert of_shares(differing(0.03)) == about(much)
    x = rng.geometric(1 / 40, shape) - 1.0
    assert alarmed(x, g_chart(x), RULES) == about(gaps)


def test_a_run_of_eight_finds_a_lasting_jump_that_a_run_of_nine_does_not() -> None:
    nine = Rule("nine", "Nelson 1984", partial(one_side, run=RUN + 1))
    x = np.random.default_rng(1956).standard_normal((SERIES, 15)) + 2.0 * (np.arange(15) >= 7)
    chart = xmr(x)
    assert alarmed(x, chart, RULES) == pytest.approx(0.45, abs=0.01)
    assert alarmed(x, chart, (RULES[0], nine, RULES[2])) == pytest.approx(0.37, abs=0.01)
