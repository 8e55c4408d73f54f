"""Rare reports: the months between one report and the next, where yearly counts are too small to say much.

Method
    A g chart of whole months between reports (Benneyan 2001; `statistics.control_charts.g_chart`), because
    reports are dated by month and several may fall in one. Only points beyond its limits count: one very long
    gap puts all others on one side of the centre, and a run of those says nothing. Only where every report of
    a series is dated, and there are at least LEAST_POINTS intervals.
Limits
    The time since the last report, in which none came yet, is not on the chart.
"""

from typing import Final

import numpy as np
import pandas as pd

from safetytool.analysis.model import Fact
from safetytool.analysis.statistics.control_charts import g_chart
from safetytool.analysis.statistics.control_rules import ALL_RULES, LEAST_POINTS, broken
from safetytool.trend.model import Series, TrendFinding
from safetytool.trend.reported import ANY, TOTAL

MONTHS: Final = 12
BEYOND: Final = tuple(rule for rule in ALL_RULES if rule.name == "beyond_limits")


def gap_findings(reports: pd.DataFrame, series: Series) -> list[TrendFinding]:
    """Return the intervals between reports of a series that stand out, as findings.

    Parameters
    ----------
    reports : as `Counts.reports`.
    series : of all reports (category 'total'), of a school or of the same schools together.
    """
    if series.category != TOTAL or series.part_of:
        return []
    months = _months(reports, series)
    if len(months) <= LEAST_POINTS:
        return []
    gaps = np.diff(months).astype(np.float64)
    if not gaps.any():
        return []
    limits = g_chart(gaps)
    found = []
    for at, marks in enumerate(broken(gaps, limits, BEYOND)):
        rules = marks.higher or marks.lower
        if rules:
            facts: dict[str, Fact] = {
                "from_year": _called(months[at]),
                "to_year": _called(months[at + 1]),
                "months": int(gaps[at]),
                "usual": float(limits.centre[at]),
                "rules": list(rules),
            }
            found.append(TrendFinding("gap_between_reports", facts, ("reports",)))
    return found


def _months(reports: pd.DataFrame, series: Series) -> "np.ndarray":
    """Return the month of every report as a number, in order; nothing where one of them is not dated."""
    schools = series.members or (series.school,)
    years = [point.school_year for point in series.points]
    own = reports[
        reports["school"].isin(schools)
        & reports["school_year"].isin(years)
        & (reports["count"] > 0)
        & ~reports["side"].astype(bool)
    ]
    if series.about != ANY:
        own = own[own["about"] == series.about]
    if own.empty or (own["month"] == "").any():
        return np.empty(0, np.int64)
    year, month = own["month"].str[:4].astype(np.int64), own["month"].str[5:7].astype(np.int64)
    return np.sort(np.repeat((year * MONTHS + month - 1).to_numpy(), own["count"].to_numpy(np.int64)))


def _called(month: int) -> str:
    """Return 2024-03 of a month's number."""
    return f"{month // MONTHS}-{month % MONTHS + 1:02d}"
