"""Persistence: weak every year, but back again.

Question
    Is there a concern that no single year makes much of, but that returns year after year?
Method
    The consecutive school years that end with this one (at most four) are put together: the sum of their
    counts against the beta-binomial of their joint expectation. A school's own level is one and the same in
    all years, so the years together weigh as one larger count with the same spread between schools, not
    as independent tests (the same reasoning as for repeated funnel plots: Spiegelhalter 2005, Stat.
    Med. 24:1185-1202). Told only where this year and the one before are each above expectation with an
    upper mid-p of at most 0.20; the alarm budget is charged for every school that has two years, told or not.
    What it joins is raised by one tier, at most to `ask` (see signals/).
Limits
    Only whole schools: classes get other pupils each year.
"""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from safetytool.analysis.case import Case
from safetytool.analysis.change import History, history
from safetytool.analysis.comparisons import Alarm, Comparisons, finding_of
from safetytool.analysis.model import Fact, Finding
from safetytool.analysis.statistics.betabinomial import upper_mid_p
from safetytool.analysis.statistics.expectation import Beta, Floats

WEAK: Final = 0.20
"""This year and the one before must each be at least this unlikely."""

WEIGHT: Final = 0.5
"""Deviation and change look at the same answers; little of the budget is spent on this third look."""


def detect(case: Case) -> Comparisons:
    """Return one test a school and item that was weakly above expectation in consecutive years."""
    reference = case.schools
    frame = reference.frame
    past = history(reference)
    k, n = frame["k"].to_numpy(np.int64), frame["n"].to_numpy(np.int64)
    weak = np.zeros(len(frame), bool)
    before = past.rows[0]
    looked_at = before >= 0
    looked_at[before[looked_at]] = True
    possible = np.flatnonzero(reference.usable & (k >= 1) & looked_at)
    mid_p = upper_mid_p(
        k[possible], n[possible], reference.expected.a[possible], reference.expected.b[possible]
    )
    weak[possible] = mid_p <= WEAK
    again = weak & (before >= 0) & weak[before]
    years = 1 + np.logical_and.accumulate(past.rows >= 0, axis=0).sum(axis=0)
    total_k, total_n, expected = _together(k, n, reference.expected, past, years)
    # What is not back again cannot alarm, but it could have been: it is charged to the budget too.
    several = frame.assign(
        k=np.where(again, total_k, 0).astype(np.int64),
        n=total_n.astype(np.int64),
        doubtful_n=0,
        doubtful_concerns=0,
    )

    def tell(alarm: Alarm) -> Finding:
        at = alarm.position
        places = [int(p) for p in past.rows[: years[at] - 1, at][::-1]] + [at]
        return _finding(case, alarm, frame.iloc[places], reference.expected.mean[places])

    usable = reference.usable & (years >= 2) & case.analysed(frame)
    return Comparisons(several, expected, usable, tell, WEIGHT)


def _together(
    k: np.ndarray, n: np.ndarray, expected: Beta, past: History, years: np.ndarray
) -> tuple[Floats, Floats, Beta]:
    """Add up the consecutive years of each row, and their expectations weighted by answers."""
    mean, size = expected.mean, expected.a + expected.b
    total_k, total_n = k.astype(np.float64), n.astype(np.float64)
    total_mean, total_size = mean * n, size * n
    for back, at in enumerate(past.rows, start=1):
        inside = years > back
        total_k += np.where(inside, k[at], 0)
        total_n += np.where(inside, n[at], 0)
        total_mean += np.where(inside, mean[at] * n[at], 0.0)
        total_size += np.where(inside, size[at] * n[at], 0.0)
    joint_mean, joint_size = total_mean / total_n, total_size / total_n
    return total_k, total_n, Beta(joint_mean * joint_size, (1 - joint_mean) * joint_size)


def _finding(case: Case, alarm: Alarm, years: pd.DataFrame, expected: Floats) -> Finding:
    """Tell one run of years; the last of `years` is the one that the finding is of."""
    last = years.iloc[-1]
    told: list[Fact] = [
        {"school_year": str(year), "count": int(k), "n": int(n), "expected": float(rate)}
        for year, k, n, rate in zip(years["school_year"], years["k"], years["n"], expected, strict=True)
    ]
    evidence: dict[str, Fact] = {
        "against": "other schools of the same year and sector, years together",
        "method": "beta-binomial prediction of the sum over years, upper mid-p",
        "years": [str(year) for year in years["school_year"]],
        "count": int(alarm.row["k"]),
        "n": int(alarm.row["n"]),
    }
    facts: dict[str, Fact] = {
        "years": told,
        "doubtful": int(last["doubtful_concerns"]),
        "strong": alarm.tier == "ask",
    }
    together = finding_of(alarm, case, "persistence", "persistence", facts, evidence)
    return replace(
        together, tier="watch", count=int(last["k"]), n=int(last["n"]), expected=float(expected[-1])
    )
