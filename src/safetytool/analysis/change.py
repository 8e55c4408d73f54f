"""Change: is a school's count higher than its own earlier years lead one to expect?

Question
    Did something go up at this school that did not go up everywhere?
Method
    The school's own earlier years (at most three, each discounted because one year's pupils are
    alike) are first moved by what changed at all other schools between those years and this one,
    so that a bad year everywhere is not read as a change here. What moved elsewhere is itself
    uncertain, so it is shrunk: log odds shift times t2 / (t2 + v), with t the usual size of a common
    year effect and v its sampling variance (the log odds variance of Woolf 1955, Ann. Hum. Genet.
    19:251-253). Then the beta-binomial prediction of analysis/statistics/expectation.py, upper mid-p
    under the alarm budget.
Limits
    A school without other schools beside it cannot tell its own change from everybody's. Another
    wording or scale of the same item is another measurement; the trend report looks into that.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.analysis.case import Case
from safetytool.analysis.comparisons import Alarm, Comparisons, finding_of
from safetytool.analysis.keys import Codes, codes, first_rows, ranks
from safetytool.analysis.model import Fact, Finding
from safetytool.analysis.reference import Reference, vague
from safetytool.analysis.statistics.expectation import (
    RHO_GRID,
    VAGUE,
    Beta,
    Floats,
    RhoPrior,
    design_weight,
    dispersion,
    even_sample,
    predict,
    score,
)  # fmt: skip

BETWEEN_YEARS: Final = RhoPrior(0.005)
"""Weak prior: years of one school differ with an intraclass correlation of about 0.5 %."""

YEARS_BACK: Final = 3
LEAST_EARLIER: Final = 10
"""Fewer earlier answers than this are no history."""

COMMON_EFFECT: Final = 0.3
"""Usual size of a year effect common to all schools, in log odds. Bullied went from 12 to 14 and 17 % in po
(2018, 2021, 2022: 0.18 and 0.23) and from 10 to 5, 6 and 9 % in vo (2016 to 2022: -0.75, 0.19, 0.44)."""

SAME_SERIES: Final = ["school", "respondent_type", "item"]


@dataclass(frozen=True)
class History:
    """The earlier years of every row, in the terms of the row's own year."""

    k: Floats
    """(years back, rows) concerns, moved by the common year effect."""
    n: Floats
    """(years back, rows) answers; 0 where there is no such year."""
    rows: np.ndarray
    """(years back, rows) the earlier row, -1 where there is none."""
    shared: np.ndarray
    """(rows,) whether a common effect could be taken out."""


def first_year(school_year: str) -> int:
    """Return 2024 of '2024-2025'."""
    return int(school_year[:4])


def history(reference: Reference) -> History:
    """Find the earlier years of every row of a reference and move them by what changed elsewhere."""
    frame = reference.frame
    at = _earlier_rows(frame)
    exists = at >= 0
    k = np.where(exists, frame["k"].to_numpy(np.float64)[at], 0.0)
    n = np.where(exists, frame["n"].to_numpy(np.float64)[at], 0.0)
    shift = _common_shift(reference, at)
    rate = (k + VAGUE) / (n + 2 * VAGUE)
    moved = rate * np.exp(shift) / (1 - rate + rate * np.exp(shift))
    shared = np.asarray((np.abs(shift) > 0).any(axis=0))
    return History(np.where(exists, k * moved / rate, 0.0).clip(max=n), n, at, shared)


def _earlier_rows(frame: pd.DataFrame) -> NDArray[np.int64]:
    """Return (years back, rows): the row of the same series one, two ... years earlier, or -1."""
    named = codes(frame, ["school_year"])
    first = frame["school_year"].iloc[first_rows(named)]
    year = np.array([first_year(str(name)) for name in first], dtype=np.int64)[named]
    # Years are far below 10,000, so series and year make one number that sorts by both.
    key = codes(frame, SAME_SERIES) * 10_000 + year
    order = np.argsort(key)
    wanted = key - np.arange(1, YEARS_BACK + 1)[:, None]
    at = np.searchsorted(key[order], wanted).clip(max=max(len(key) - 1, 0))
    found = order[at] if len(key) else np.empty_like(wanted)
    return np.where(key[found] == wanted, found, -1) if len(key) else found


def _common_shift(reference: Reference, at: np.ndarray) -> Floats:
    """Return the log odds by which the other schools moved from the earlier year to the row's own."""
    weight = design_weight(
        reference.frame["n"].to_numpy(np.float64).mean() if len(at[0]) else np.ones(1), reference.rho
    )
    k, n = reference.peer_k * weight + VAGUE, reference.peer_n * weight + 2 * VAGUE
    log_odds, variance = np.log(k / (n - k)), 1 / k + 1 / (n - k)
    difference, uncertainty = log_odds - log_odds[at], variance + variance[at]
    shrunk = difference * COMMON_EFFECT**2 / (COMMON_EFFECT**2 + uncertainty)
    both = (reference.peer_n > 0) & (reference.peer_n[at] > 0) & (at >= 0)
    return np.where(both, shrunk, 0.0)


def predict_from_own_years(reference: Reference, past: History) -> tuple[Beta, Floats]:
    """Return what a school's own earlier years lead one to expect, and how much years differ (rho)."""
    frame = reference.frame
    usable = reference.usable
    blank = vague(len(frame))
    prior = Beta(
        np.where(usable, reference.expected.a, blank.a), np.where(usable, reference.expected.b, blank.b)
    )
    k, n = frame["k"].to_numpy(np.float64), frame["n"].to_numpy(np.float64)

    def prediction(rho: Floats | float, rows: Codes | slice) -> Beta:
        their_k, their_n = np.zeros(len(k[rows])), np.zeros(len(k[rows]))
        for earlier_k, earlier_n in zip(past.k, past.n, strict=True):
            weight = design_weight(earlier_n[rows], rho)
            their_k, their_n = their_k + weight * earlier_k[rows], their_n + weight * earlier_n[rows]
        return predict(Beta(prior.a[rows], prior.b[rows]), their_k, their_n, rho)

    known = (past.n.sum(axis=0) > 0) & ~frame["composite"].to_numpy(bool)
    family, school = codes(frame, ["respondent_type", "domain"]), ranks(frame["school"])
    judging = even_sample(family, school, known)
    scores = (score(k[judging], n[judging], prediction(rho, judging)) for rho in RHO_GRID)
    found = dispersion(scores, family, school, BETWEEN_YEARS, judging)
    return prediction(found, slice(None)), found


def detect(case: Case) -> Comparisons:
    """Return one test a school, year, respondent type and item that has earlier years."""
    reference = case.schools
    frame = reference.frame
    past = history(reference)
    expected, rho = predict_from_own_years(reference, past)

    def tell(alarm: Alarm) -> Finding:
        at = alarm.position
        earlier = earlier_years(frame, past, at)
        shared = bool(past.shared[at])
        against = "own earlier years" + (", year effect of the other schools taken out" if shared else "")
        years = [*[str(e["school_year"]) for e in earlier], str(alarm.row["school_year"])]
        facts: dict[str, Fact] = {"earlier": earlier, "shared": shared}
        evidence: dict[str, Fact] = {"against": against, "years": years, "rho": float(rho[at])}
        return finding_of(alarm, case, "change", "change", facts, evidence)

    enough = past.n.sum(axis=0) >= LEAST_EARLIER
    return Comparisons(frame, expected, enough & case.analysed(frame), tell)


def earlier_years(frame: pd.DataFrame, past: History, row: int) -> list[dict[str, Fact]]:
    """Return the counts of the earlier years of a row, the oldest first."""
    places = [int(p) for p in past.rows[::-1, row] if p >= 0]
    return [
        {
            "school_year": str(frame["school_year"].iloc[p]),
            "count": int(frame["k"].iloc[p]),
            "n": int(frame["n"].iloc[p]),
        }
        for p in places
    ]
