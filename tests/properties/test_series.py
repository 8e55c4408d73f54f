"""What every chart and trend must do whatever it is given: limits, symmetry, and the rules in plain words."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from safetytool.analysis.statistics.control_charts import g_chart, p_prime, xmr
from safetytool.analysis.statistics.control_rules import ALL_RULES, RUN, STEADY
from safetytool.analysis.statistics.detectable import detectable_rise
from safetytool.analysis.statistics.yearly_trend import SlopePrior, Yearly, find_mode, trends
from tests.properties.strategies import examples

SLACK = 1e-9
"""What rounding may add to a probability."""


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


# charts ------------------------------------------------------------------------------------------------

POINTS = st.lists(st.integers(0, 1000), min_size=2, max_size=16)


@examples(80)
@given(points=POINTS, shift=st.integers(-500, 500), scale=st.sampled_from([0.5, 2.0, 8.0]))
def test_a_chart_of_shifted_and_stretched_points_is_shifted_and_stretched(
    points: list[int], shift: int, scale: float
) -> None:
    x = column(*points)
    plain, moved = xmr(x), xmr(x * scale + shift)
    np.testing.assert_allclose(moved.z, plain.z, atol=1e-6)
    np.testing.assert_allclose(moved.upper, plain.upper * scale + shift, atol=1e-6)
    turned = xmr(-x)
    np.testing.assert_allclose(turned.lower, -plain.upper, atol=1e-6)


@examples(80)
@given(pairs=st.lists(st.tuples(st.integers(1, 300), st.floats(0, 1)), min_size=2, max_size=14))
def test_a_chart_of_shares_has_shares_as_limits_and_mirrors(pairs: list[tuple[int, float]]) -> None:
    n = column(*(n for n, _ in pairs))
    k = np.round(n * column(*(share for _, share in pairs)))
    found, turned = p_prime(k, n), p_prime(n - k, n)
    assert (found.lower >= 0).all()
    assert (found.upper <= 1).all()
    assert (found.lower <= found.upper).all()
    assert (found.sigma >= np.sqrt(found.centre * (1 - found.centre) / n) - SLACK).all()
    np.testing.assert_allclose(found.upper, 1 - turned.lower, atol=1e-7)
    np.testing.assert_allclose(found.z, -turned.z, atol=1e-5)


@examples(60)
@given(gaps=st.lists(st.integers(0, 5000), min_size=1, max_size=14).filter(any))
def test_a_chart_of_gaps_orders_its_limits_and_its_points(gaps: list[int]) -> None:
    x = np.sort(column(*gaps))
    found = g_chart(x)
    assert (found.lower <= found.centre).all()
    assert (found.centre <= found.upper).all()
    assert (np.diff(found.z) >= -SLACK).all()
    np.testing.assert_array_equal(found.z > 3 + 1e-6, x > found.upper * (1 + 1e-6))


def by_hand(name: str, x: list[float], z: list[float]) -> list[bool]:
    """The rules as they are told in words, point by point."""

    def some(i: int, least: int, window: int, line: float) -> bool:
        return z[i] > line and sum(value > line for value in z[max(0, i - window + 1) : i + 1]) >= least

    def rising(i: int) -> bool:
        last = x[max(0, i - STEADY + 1) : i + 1]
        return len(last) == STEADY and all(a < b for a, b in itertools.pairwise(last))

    told = {
        "beyond_limits": lambda i: z[i] > 3,
        "one_side": lambda i: i >= RUN - 1 and all(value > 0 for value in z[i - RUN + 1 : i + 1]),
        "two_of_three": lambda i: some(i, 2, 3, 2.0),
        "four_of_five": lambda i: some(i, 4, 5, 1.0),
        "steadily_rising": rising,
    }
    return [told[name](i) for i in range(len(z))]


@examples(150)
@given(
    z=st.lists(st.sampled_from([-3.5, -2.5, -1.5, -0.5, 0.0, 0.5, 1.5, 2.5, 3.5]), min_size=1, max_size=20)
)
def test_rules_mark_what_they_say_in_words(z: list[float]) -> None:
    points = column(*z)
    for rule in ALL_RULES:
        assert rule.above(points, points).tolist() == by_hand(rule.name, z, z), rule.name
        turned = [-value for value in z]
        assert rule.below(points, points).tolist() == by_hand(rule.name, turned, turned), rule.name


# trends --------------------------------------------------------------------------------------------------


@st.composite
def yearly(draw: st.DrawFn, series: int = 4) -> Yearly:
    """A few series of two to six years; some years without a figure."""
    years = draw(st.integers(2, 6))
    cell = st.tuples(st.integers(5, 600), st.floats(0, 1), st.booleans())
    rows = draw(st.lists(st.lists(cell, min_size=years, max_size=years), min_size=1, max_size=series))
    n = np.array([[float(n) for n, _, _ in row] for row in rows])
    k = np.array([[float(round(n * share)) for n, share, _ in row] for row in rows])
    gone = np.array([[missing for _, _, missing in row] for row in rows])
    gone[:, [0, -1]] = False
    return Yearly(
        np.where(gone, np.nan, k), np.where(gone, np.nan, n), np.arange(float(years)), np.ones(k.shape)
    )


def turned_over(series: Yearly) -> Yearly:
    return Yearly(series.n - series.k, series.n, series.time, series.weight)


def backwards(series: Yearly) -> Yearly:
    return Yearly(series.k[:, ::-1], series.n[:, ::-1], series.time, series.weight)


@examples(30)
@given(series=yearly())
def test_a_trend_mirrors_with_its_answers_and_with_time(series: Yearly) -> None:
    found = trends(series, find_mode(series))
    assert ((found.rise_by_itself >= 0) & (found.rise_by_itself <= 1 + SLACK)).all()
    assert ((found.line >= 0) & (found.line <= 1)).all()
    assert (found.low <= found.high + SLACK).all()
    for other in (turned_over(series), backwards(series)):
        mirrored = trends(other, find_mode(other))
        np.testing.assert_allclose(mirrored.rise_by_itself, 1 - found.rise_by_itself, atol=1e-3)
        np.testing.assert_allclose(mirrored.change, -found.change, atol=1e-3)
        np.testing.assert_allclose(mirrored.low, -found.high, atol=5e-3)


@examples(30)
@given(series=yearly(), data=st.data())
def test_a_trend_does_not_depend_on_what_stands_beside_it(series: Yearly, data: st.DataObject) -> None:
    found = trends(series, find_mode(series))
    order = np.array(data.draw(st.permutations(range(len(series.k)))))
    some = series.take(order)
    again = trends(some, find_mode(some))
    np.testing.assert_allclose(again.rise_by_itself, found.rise_by_itself[order], atol=1e-7)
    np.testing.assert_allclose(again.change, found.change[order], atol=1e-7)


@examples(30)
@given(series=yearly(series=1), more=st.integers(5, 40))
def test_more_concerns_in_the_last_year_make_a_rise_likelier(series: Yearly, more: int) -> None:
    k = series.k.copy()
    k[:, -1] = np.minimum(k[:, -1] + more, series.n[:, -1])
    higher = Yearly(k, series.n, series.time, series.weight)
    found, other = (trends(s, find_mode(s)).rise_by_itself for s in (series, higher))
    assert (other >= found - 1e-4).all()


@examples(30)
@given(series=yearly(), mean=st.floats(0.05, 0.6), wide=st.floats(0.0, 0.2))
def test_a_rise_elsewhere_makes_a_rise_here_likelier(series: Yearly, mean: float, wide: float) -> None:
    size = len(series.k)
    mode = find_mode(series)
    pooled = [
        SlopePrior(np.full(size, middle), np.full(size, wide), np.full(size, 0.1))
        for middle in (-mean, 0.0, mean)
    ]
    low, middle, high = (trends(series, mode, prior).rise for prior in pooled)
    assert (low <= middle + 5e-3).all()
    assert (middle <= high + 5e-3).all()
    turned = turned_over(series)
    mirrored = trends(turned, find_mode(turned), pooled[0]).rise
    np.testing.assert_allclose(mirrored, 1 - high, atol=5e-3)


@examples(30)
@given(
    rate=st.floats(0.0, 0.3),
    n=st.integers(30, 800),
    years=st.integers(2, 8),
    spread=st.sampled_from([0.0, 0.005]),
)
def test_a_larger_school_sees_smaller_rises(rate: float, n: int, years: int, spread: float) -> None:
    size = np.array([n, 2 * n, 8 * n], dtype=np.float64)
    shape = np.repeat(size[:, None], years, axis=1)
    series = Yearly(shape * rate, shape, np.arange(float(years)), np.ones(shape.shape))
    rise = detectable_rise(series, np.full(3, spread), 0.99)
    assert (rise > 0).all()
    assert rise[0] >= rise[1] - 1e-4
    assert rise[1] >= rise[2] - 1e-4
    wider = detectable_rise(series, np.full(3, spread + 0.01), 0.99)
    assert (wider >= rise - 1e-4).all()
