"""From yearly counts to series: points with intervals, comparable stretches, estimates, control charts.

Consumes: `Raw` series. Returns: `Series`, without findings. What a figure counts makes no difference here,
only whether it is a part of something (k of n) or a number of reports.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from safetytool.analysis.statistics.control_charts import Limits, p_prime, xmr
from safetytool.analysis.statistics.control_rules import LEAST_POINTS, Broken, broken
from safetytool.analysis.statistics.intervals import clopper_pearson, garwood
from safetytool.trend.comparable import stretches
from safetytool.trend.judge import Judgement, Stretches, judge
from safetytool.trend.model import Break, ControlLimits, Estimate, Point, PointType, Series

Floats = NDArray[np.float64]

LEAST_YEARS: Final = 2


@dataclass(frozen=True)
class Raw:
    """A series before anything is worked out."""

    series: Series
    """What it is of; no points yet."""
    school_years: tuple[str, ...]
    """Of its points, in order."""
    k: tuple[int, ...]
    n: tuple[int, ...] | None
    """None: k is a number of reports."""
    breaks: tuple[Break, ...] = ()
    schools: tuple[int, ...] = ()
    like: Hashable = None
    """Series with the same value may be compared with each other; None: with none."""
    family: Hashable = None
    """Series with the same value have years that differ alike; None: left out of that."""


@dataclass(frozen=True)
class Built:
    """A series, and what may be stated of its last comparable stretch."""

    series: Series
    judged: bool
    """Whether it has years enough."""
    moves: Literal["rise", "fall", ""] = ""


def build(raw: Sequence[Raw], *, together: bool = False) -> list[Built]:
    """Return every series with its points and the estimate of its last comparable stretch.

    Parameters
    ----------
    raw : all of one kind: with n, or all without.
    together : whether each is of several schools together.
    """
    runs = [stretches(one.school_years, one.breaks) for one in raw]
    places = [i for i, run in enumerate(runs) if _length(raw[i], run[-1]) >= LEAST_YEARS]
    row = {i: p for p, i in enumerate(places)}
    years = sorted({year for one in raw for year in one.school_years})
    judgement = (
        _judged([raw[i] for i in places], [runs[i][-1] for i in places], years, together) if places else None
    )
    intervals = _intervals(raw)
    result = []
    for i, one in enumerate(raw):
        chart, marks = _chart(one, runs[i][-1])
        series = replace(
            one.series,
            points=_points(one, intervals[i], runs[i], marks),
            breaks=one.breaks,
            comparable=runs[i],
            limits=chart,
        )
        if judgement is None or i not in row:
            result.append(Built(series, judged=False))
            continue
        estimate = _estimate(judgement, row[i], one, runs[i][-1], years)
        moves: Literal["rise", "fall", ""] = (
            "rise" if judgement.rises[row[i]] else "fall" if judgement.falls[row[i]] else ""
        )
        result.append(Built(replace(series, estimate=estimate), judged=True, moves=moves))
    return result


def _length(one: Raw, run: tuple[str, str]) -> int:
    return sum(run[0] <= year <= run[1] for year in one.school_years)


def _codes(values: Sequence[Hashable]) -> NDArray[np.int64]:
    """Number the distinct values from 0; None is -1."""
    known: dict[Hashable, int] = {}
    return np.array([-1 if v is None else known.setdefault(v, len(known)) for v in values], np.int64)


def _judged(
    raw: Sequence[Raw], runs: Sequence[tuple[str, str]], years: Sequence[str], together: bool
) -> Judgement:
    column = {year: i for i, year in enumerate(years)}
    k, n = np.full((len(raw), len(years)), np.nan), np.full((len(raw), len(years)), np.nan)
    for row, (one, run) in enumerate(zip(raw, runs, strict=True)):
        for at, year in enumerate(one.school_years):
            if run[0] <= year <= run[1]:
                k[row, column[year]] = one.k[at]
                n[row, column[year]] = 1.0 if one.n is None else one.n[at]
    return judge(
        Stretches(
            k=k,
            n=n,
            years=np.array([float(year[:4]) for year in years]) - float(years[0][:4]),
            like=_codes([one.like for one in raw]),
            family=_codes([one.family for one in raw]),
            counting="poisson" if raw[0].n is None else "binomial",
            together=together,
        )
    )


def _intervals(raw: Sequence[Raw]) -> list[list[tuple[float, float]]]:
    """Return the 95 % interval of every point, worked out for all series at once."""
    k = np.array([value for one in raw for value in one.k], np.float64)
    if raw and raw[0].n is None:
        low, high = garwood(k)
    else:
        low, high = clopper_pearson(k, np.array([value for one in raw for value in one.n or ()], np.float64))
    ends = list(zip(low.tolist(), high.tolist(), strict=True))
    edges = np.cumsum([0, *(len(one.k) for one in raw)])
    return [ends[edges[i] : edges[i + 1]] for i in range(len(raw))]


@dataclass(frozen=True)
class _Marks:
    """What the control chart says of the points of a stretch, by school year."""

    by_year: dict[str, Broken] = field(default_factory=dict)

    def of(self, year: str) -> tuple[PointType, tuple[str, ...]]:
        if year not in self.by_year:
            return "too_few_points", ()
        rules = self.by_year[year]
        if rules.higher:
            return "special_cause_higher", rules.higher
        return ("special_cause_lower", rules.lower) if rules.lower else ("common_cause", ())


def _chart(one: Raw, run: tuple[str, str]) -> tuple[ControlLimits | None, _Marks]:
    """Return the control chart of the last comparable stretch, where it has points enough."""
    at = [i for i, year in enumerate(one.school_years) if run[0] <= year <= run[1]]
    if len(at) < LEAST_POINTS:
        return None, _Marks()
    k = np.array(one.k, np.float64)[at]
    if one.n is None:
        x, limits = k, xmr(k)
    else:
        n = np.array(one.n, np.float64)[at]
        x, limits = k / n, p_prime(k, n)
    years = tuple(one.school_years[i] for i in at)
    return _limits(one, limits, years), _Marks(dict(zip(years, broken(x, limits), strict=True)))


def _limits(one: Raw, limits: Limits, years: tuple[str, ...]) -> ControlLimits:
    lowest = np.maximum(limits.lower, 0.0)
    return ControlLimits(
        "xmr" if one.n is None else "p_prime",
        float(limits.centre[0]),
        tuple(lowest.tolist()),
        tuple(limits.upper.tolist()),
        years,
    )


def _points(
    one: Raw, intervals: Sequence[tuple[float, float]], runs: Sequence[tuple[str, str]], marks: _Marks
) -> tuple[Point, ...]:
    points = []
    for at, year in enumerate(one.school_years):
        first = next(begin for begin, end in runs if begin <= year <= end)
        start = one.school_years.index(first)
        n = None if one.n is None else one.n[at]
        kind, rules = marks.of(year)
        points.append(
            Point(
                school_year=year,
                count=one.k[at],
                n=n,
                rate=None if n is None else one.k[at] / n,
                interval=intervals[at],
                point_type=kind,
                rules=rules,
                schools=one.schools[at] if one.schools else 1,
                change=one.k[at] - one.k[at - 1] if at > start else None,
                since_first=one.k[at] - one.k[start] if at > start else None,
            )
        )
    return tuple(points)


def _estimate(
    judgement: Judgement, row: int, one: Raw, run: tuple[str, str], years: Sequence[str]
) -> Estimate:
    trend = judgement.trend
    own_years = [year for year in one.school_years if run[0] <= year <= run[1]]
    others, own = float(judgement.others_change[row]), float(judgement.own_rise[row])
    return Estimate(
        first=run[0],
        last=run[1],
        years=len(own_years),
        probability_rise=float(trend.rise[row]),
        change=float(trend.change[row]),
        change_interval=(float(trend.low[row]), float(trend.high[row])),
        line=tuple((year, float(trend.line[row, years.index(year)])) for year in own_years),
        detectable=float(judgement.detectable[row]),
        others_change=None if np.isnan(others) else others,
        probability_own_rise=None if np.isnan(own) else own,
    )
