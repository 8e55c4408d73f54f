"""From counts to series, at the boundaries: one year, a break, a gap, eight points."""

import numpy as np
import pytest

from safetytool.analysis.statistics.control_rules import LEAST_POINTS
from safetytool.analysis.statistics.intervals import clopper_pearson, garwood
from safetytool.trend.build import Built, Raw, build
from safetytool.trend.model import Break, Series

YEARS = tuple(f"{year}-{year + 1}" for year in range(2012, 2025))
NOTHING = Series("school", "99XA00", "pupil", "pupil.hit", "", "", "impairment", "", ())


def raw(
    k: tuple[int, ...],
    n: int | tuple[int, ...] | None = 200,
    breaks: tuple[Break, ...] = (),
    years: tuple[str, ...] | None = None,
    like: str | None = None,
) -> Raw:
    sizes = (n,) * len(k) if isinstance(n, int) else n
    return Raw(NOTHING, years or YEARS[: len(k)], k, sizes, breaks, like=like, family="impairment")


def one(k: tuple[int, ...], n: int | None = 200, breaks: tuple[Break, ...] = ()) -> Built:
    return build([raw(k, n, breaks)])[0]


def test_no_series() -> None:
    assert build([]) == []


def test_one_year_is_shown_and_not_judged() -> None:
    found = one((7,))
    (point,) = found.series.points
    assert (point.count, point.n, point.rate) == (7, 200, 0.035)
    assert point.interval == pytest.approx(tuple(map(float, clopper_pearson(7, 200))))
    assert (point.change, point.since_first, point.point_type) == (None, None, "too_few_points")
    assert (found.judged, found.moves, found.series.estimate) == (False, "", None)
    assert found.series.comparable == ((YEARS[0], YEARS[0]),)


def test_two_years_are_judged() -> None:
    found = one((7, 9))
    assert found.judged
    assert found.series.estimate is not None
    assert found.series.estimate.years == 2


def test_a_break_before_the_last_year_leaves_nothing_to_judge() -> None:
    found = one((4, 4, 40), breaks=(Break(YEARS[1], YEARS[2], "scale"),))
    assert (found.judged, found.moves, found.series.estimate) == (False, "", None)
    assert found.series.comparable == ((YEARS[0], YEARS[1]), (YEARS[2], YEARS[2]))


def test_only_the_last_stretch_is_judged() -> None:
    broken = Break(YEARS[2], YEARS[3], "wording")
    found = one((60, 61, 60, 10, 10, 10), breaks=(broken,))
    estimate = found.series.estimate
    assert estimate is not None
    assert (estimate.first, estimate.last, estimate.years) == (YEARS[3], YEARS[5], 3)
    assert estimate.change == pytest.approx(0, abs=1e-3)
    assert [year for year, _ in estimate.line] == list(YEARS[3:6])
    assert found.moves == ""


def test_changes_are_told_within_a_stretch() -> None:
    found = one((60, 62, 10, 13, 17), breaks=(Break(YEARS[1], YEARS[2], "wording"),))
    assert [p.change for p in found.series.points] == [None, 2, None, 3, 4]
    assert [p.since_first for p in found.series.points] == [None, 2, None, 3, 7]


def test_a_gap_is_shown_and_does_not_part_the_years() -> None:
    years = (YEARS[0], YEARS[1], YEARS[4])
    found = build([raw((4, 9, 30), breaks=(Break(YEARS[1], YEARS[4], "gap"),), years=years)])[0]
    assert found.series.comparable == ((YEARS[0], YEARS[4]),)
    assert found.series.estimate is not None
    assert found.series.estimate.years == 3
    assert [year for year, _ in found.series.estimate.line] == list(years)
    assert found.moves == "rise"


def test_a_gap_is_time() -> None:
    # The same change, in four years or in one, of the one series that has these years and of another.
    short = build([raw((4, 30), years=YEARS[:2])])[0].series.estimate
    both = build([raw((4, 30), years=(YEARS[0], YEARS[4])), raw((5, 5, 5, 5, 5))])[0].series.estimate
    assert short is not None
    assert both is not None
    assert [year for year, _ in both.line] == [YEARS[0], YEARS[4]]
    # A slope of so much in one year is what the weak prior doubts.
    assert 0.05 < short.change < both.change < 0.13


@pytest.mark.parametrize("n", [200, None])
@pytest.mark.parametrize("years", [LEAST_POINTS - 1, LEAST_POINTS])
def test_a_chart_needs_eight_points(years: int, n: int | None) -> None:
    found = one((10, 12, 9, 11, 10, 12, 9, 11)[:years], n).series
    kinds = {p.point_type for p in found.points}
    if years < LEAST_POINTS:
        assert found.limits is None
        assert kinds == {"too_few_points"}
    else:
        assert found.limits is not None
        assert found.limits.chart == ("xmr" if n is None else "p_prime")
        assert found.limits.school_years == YEARS[:8]
        assert kinds == {"common_cause"}
        assert min(found.limits.lower) >= 0


def test_points_before_the_break_have_no_chart() -> None:
    found = one((50, 51, 10, 12, 9, 11, 10, 12, 9, 11), breaks=(Break(YEARS[1], YEARS[2], "scale"),)).series
    assert [p.point_type for p in found.points] == ["too_few_points"] * 2 + ["common_cause"] * 8


@pytest.mark.parametrize(("last", "kind"), [(60, "special_cause_higher"), (0, "special_cause_lower")])
def test_a_point_beyond_the_limits_is_a_special_cause(last: int, kind: str) -> None:
    calm = (20, 22, 21, 19, 20, 21, 22, 20, 19, 21)
    point = one((*calm, last), 400).series.points[-1]
    assert point.point_type == kind
    assert point.rules


def test_reports_have_the_interval_of_a_count() -> None:
    found = one((4, 7), None).series
    assert found.points[0].interval == pytest.approx(tuple(map(float, garwood(4))))
    assert (found.points[0].n, found.points[0].rate) == (None, None)
    assert found.estimate is not None
    assert dict(found.estimate.line)[YEARS[1]] > dict(found.estimate.line)[YEARS[0]]


def test_intervals_are_those_of_their_own_series() -> None:
    found = build([raw((1,), (10,)), raw((5, 6), (50, 60)), raw((9,), (90,))])
    shown = [p.interval for b in found for p in b.series.points]
    low, high = clopper_pearson(np.array([1, 5, 6, 9]), np.array([10, 50, 60, 90]))
    np.testing.assert_allclose(shown, np.stack([low, high], axis=1))


def test_others_are_those_that_are_alike() -> None:
    found = build([raw((5, 12, 30), like="a"), raw((10, 10, 10), like="a"), raw((5, 5, 5))])
    own, flat, alone = (b.series.estimate for b in found)
    assert own is not None
    assert flat is not None
    assert alone is not None
    assert own.others_change == pytest.approx(0, abs=1e-3)
    assert own.probability_own_rise is not None
    assert own.probability_own_rise > 0.99
    assert flat.others_change is not None
    assert flat.others_change > 0.05
    assert (alone.others_change, alone.probability_own_rise) == (None, None)
    assert [b.moves for b in found] == ["rise", "", ""]


def test_a_series_that_is_not_judged_does_not_move_the_others() -> None:
    both = build([raw((9,)), raw((5, 12, 30))])
    assert [b.judged for b in both] == [False, True]
    assert both[1].moves == "rise"
