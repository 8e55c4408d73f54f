"""Since when: a step, a gradual change, or too few years to tell."""

from collections.abc import Sequence

import pytest

from safetytool.trend.build import Raw, build
from safetytool.trend.model import Break, Series
from safetytool.trend.since import LEAST_YEARS, best_step

YEARS = tuple(f"{year}-{year + 1}" for year in range(2015, 2025))
NOTHING = Series("school", "99XA00", "pupil", "pupil.hit", "", "", "impairment", "", ())


def since(
    k: Sequence[int], n: int = 400, breaks: tuple[Break, ...] = (), years: Sequence[str] = YEARS
) -> object:
    one = build([Raw(NOTHING, tuple(years[: len(k)]), tuple(k), (n,) * len(k), breaks)])[0].series
    assert one.estimate is not None
    return best_step(one, one.estimate)


def test_a_jump_is_told_between_its_years() -> None:
    wanted = {"kind": "step", "before": "2017-2018", "after": "2018-2019"}
    assert since([12, 11, 13, 60, 61, 59]) == wanted
    assert since([60, 61, 59, 12, 11, 13]) == wanted


def test_a_slope_is_gradual() -> None:
    assert since([10, 20, 30, 40, 50, 60]) == {"kind": "gradual", "first": "2015-2016"}


def test_a_jump_that_could_be_a_slope_is_gradual() -> None:
    assert since([10, 11, 14, 15], n=200) == {"kind": "gradual", "first": "2015-2016"}


@pytest.mark.parametrize("years", [LEAST_YEARS - 1, LEAST_YEARS])
def test_with_fewer_years_every_line_is_a_step(years: int) -> None:
    found = since([10, 10, 90, 91][-years:])
    assert (found is None) == (years < LEAST_YEARS)


def test_nobody_at_first() -> None:
    assert since([0, 0, 0, 25, 24]) == {"kind": "step", "before": "2017-2018", "after": "2018-2019"}


def test_years_before_a_break_are_not_looked_at() -> None:
    broken = Break("2016-2017", "2017-2018", "scale")
    found = since([90, 90, 10, 10, 60, 60], breaks=(broken,))
    assert found == {"kind": "step", "before": "2018-2019", "after": "2019-2020"}
    assert since([90, 90, 90, 10, 10, 60], breaks=(Break("2017-2018", "2018-2019", "scale"),)) is None


def test_a_gap_is_told_between_the_years_beside_it() -> None:
    years = [year for year in YEARS if year != "2017-2018"]
    found = since([12, 11, 60, 61, 60], years=years)
    assert found == {"kind": "step", "before": "2016-2017", "after": "2018-2019"}
