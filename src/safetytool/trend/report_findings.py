"""What there is to say of series of reports: facts, not yet words.

A count of reports says something about harm and about the courage to tell; every finding has that caveat.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import pandas as pd

from safetytool.analysis.model import Fact
from safetytool.trend.build import Built
from safetytool.trend.findings import point_of
from safetytool.trend.model import Estimate, Point, Series, TrendFinding
from safetytool.trend.order import SEXUAL, about_staff

MORE, FEWER, EITHER = "more_reports", "fewer_reports", "reports"
FEW: Final = 10
"""With fewer reports over all years together there is nothing that a line could show."""
DIVERGES: Final = 0.05
"""A share that moves by less than five percentage points does not contradict its number."""


def with_report_findings(
    built: Sequence[Built], last_year: str, disagreements: pd.DataFrame | None = None
) -> list[Series]:
    """Return the series of reports or of published figures, with what there is to say of each.

    Parameters
    ----------
    last_year : the last school year of all.
    disagreements : totals of published figures that differ from their parts, as
        `tidy.Evidence.figure_disagreements`.
    """
    told = []
    for one in built:
        found = _findings(one, last_year)
        if _of_own_staff(one.series):
            key = "act_report" if one.series.category in SEXUAL else "near_route"
            found = [_with_route(finding, key) for finding in found]
        found += _disagreements(one.series, disagreements)
        told.append(replace(one.series, findings=tuple(found)))
    return told


def _of_own_staff(series: Series) -> bool:
    """Whether its last year has reports about staff of the board's own schools."""
    return series.scope != "outside" and about_staff(series) and series.points[-1].count > 0


def _with_route(finding: TrendFinding, key: str) -> TrendFinding:
    """Add what to do where a report is, or may be, of a sexual offence."""
    return replace(finding, caveats=(key, *finding.caveats))


def _findings(built: Built, last_year: str) -> list[TrendFinding]:
    series = built.series
    if series.part_of:
        return _of_share(series)
    if series.scope == "board_all":
        return _steps(series)
    last = series.points[-1]
    found = []
    if series.scope != "outside" and last.school_year < last_year:
        found.append(TrendFinding("count_not_lately", {"asked": last.school_year, "last": last_year}))
    found += _steps(series) if len(series.points) > 1 else []
    own = [p for p in series.points if series.comparable[-1][0] <= p.school_year]
    total = sum(p.count for p in own)
    facts: dict[str, Fact] = {"first": own[0].school_year, "last": last.school_year}
    if len(own) > 1 and last.school_year == last_year and last.count and total == last.count:
        facts |= {"count_last": last.count, "earlier": len(own) - 1}
        found.append(TrendFinding("first_reported", facts, (MORE,)))
    elif not total:
        found.append(TrendFinding("none_reported", facts, (FEWER,)))
    elif series.estimate is None:
        facts = {"last": last.school_year, "count_last": last.count, "broken": bool(series.breaks)}
        found.append(TrendFinding("count_too_few_years", facts, (EITHER,)))
    elif total < FEW and not built.moves:
        found.append(TrendFinding("count_few", {**facts, "total": total}, (EITHER,)))
    else:
        found.append(_moving(series, series.estimate, built.moves))
    return found + _special_causes(series)


def _moving(series: Series, estimate: Estimate, moves: str) -> TrendFinding:
    first, last = point_of(series, estimate.first), point_of(series, estimate.last)
    low, high = estimate.change_interval
    facts: dict[str, Fact] = {
        "first": first.school_year,
        "last": last.school_year,
        "years": estimate.years,
        "count_first": first.count,
        "count_last": last.count,
    }
    if not moves:
        facts["detectable"] = estimate.detectable
        return TrendFinding("count_no_change", facts, ("absent", EITHER))
    facts |= {
        "change": estimate.change,
        "low": low,
        "high": high,
        "probability": estimate.probability_rise if moves == "rise" else 1 - estimate.probability_rise,
        "among": False,
    }
    return TrendFinding(f"count_{moves}", facts, (MORE if moves == "rise" else FEWER,))


def _steps(series: Series) -> list[TrendFinding]:
    """Tell every year's count with its differences, within what may be compared."""
    steps: list[Fact] = [
        {
            "school_year": point.school_year,
            "count": point.count,
            "change": point.change,
            "since_first": point.since_first,
            "first": _first_of_stretch(series, point),
        }
        for point in series.points
    ]
    return [TrendFinding("steps", {"steps": steps}, (EITHER,))]


def _first_of_stretch(series: Series, point: Point) -> str:
    return next(first for first, last in series.comparable if first <= point.school_year <= last)


def _special_causes(series: Series) -> list[TrendFinding]:
    return [
        TrendFinding(
            f"count_{point.point_type}",
            {"year": point.school_year, "count_year": point.count, "rules": list(point.rules)},
            (MORE if point.point_type == "special_cause_higher" else FEWER,),
        )
        for point in series.points
        if point.point_type in ("special_cause_higher", "special_cause_lower")
    ]


def _of_share(series: Series) -> list[TrendFinding]:
    """Tell number and share of every year, and where the two go different ways."""
    years: list[Fact] = [{"school_year": p.school_year, "count": p.count, "n": p.n} for p in series.points]
    told = TrendFinding("share_of", {"category": series.part_of, "years_told": years}, (EITHER,))
    return [told, *_diverging(series)]


def _diverging(series: Series) -> list[TrendFinding]:
    """Return the longest stretch up to the highest or lowest number in which the share goes the other way."""
    run = [p for p in series.points if series.comparable[-1][0] <= p.school_year and p.rate is not None]
    first = run[0]
    others = [
        p
        for p in run[1:]
        if (p.count - first.count) * ((p.rate or 0) - (first.rate or 0)) < 0
        and abs((p.rate or 0) - (first.rate or 0)) >= DIVERGES
    ]
    if not others:
        return []
    furthest = max(others, key=lambda p: (abs(p.count - first.count), p.school_year))
    between = [p for p in run if p.school_year <= furthest.school_year]
    # The number must go one way all along: otherwise 'rose' would not be true.
    moves = [b.count - a.count for a, b in pairwise(between)]
    if not (all(m >= 0 for m in moves) or all(m <= 0 for m in moves)):
        return []
    facts: dict[str, Fact] = {
        "category": series.part_of,
        "from_year": first.school_year,
        "to_year": furthest.school_year,
        "counts_told": [p.count for p in between],
        "rates_told": [p.rate for p in between],
    }
    return [TrendFinding("number_and_share", facts, (EITHER,))]


def _disagreements(series: Series, disagreements: pd.DataFrame | None) -> list[TrendFinding]:
    """Tell which stated totals of this series differ from the sum of their parts."""
    if disagreements is None or series.part_of or disagreements.empty:
        return []
    own = disagreements[
        (disagreements["sector"] == series.sector)
        & (disagreements["category"] == series.category)
        & (disagreements["about"] == series.about)
        & disagreements["school_year"].isin([p.school_year for p in series.points])
    ]
    return [
        TrendFinding("disagreement", {"year": str(year), "stated": int(stated), "summed": int(summed)})
        for year, stated, summed in own[["school_year", "stated", "summed"]].itertuples(index=False)
    ]
