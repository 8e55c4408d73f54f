"""Comparisons whose threshold the alarm budget sets: many units and items at once, a row each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.analysis.case import Case
from safetytool.analysis.model import Detector, Fact, Finding, Unit
from safetytool.analysis.statistics.betabinomial import Tail, upper_mid_p, upper_tail
from safetytool.analysis.statistics.budget import Budget, Codes, Floats, thresholds
from safetytool.analysis.statistics.expectation import Beta
from safetytool.bank.model import Tier

SPENT = 0.75
"""Part of the budget that the thresholds spend. A beta distribution with the right mean and variance has a
slightly lighter far tail than the true mixture over schools, classes and unknown dispersion;
benchmarks/detection.py measures up to 1.3 times the nominal number, so a quarter is kept back."""

WHOLE_SCHOOL = 0.5
"""Part of the budget that is kept for comparisons of a whole school. There are many more classes than
schools: with one threshold for all, nearly the whole budget would go to classes, and what concerns a whole
school would be seen too late. What whole schools do not use goes to their parts."""

LEAST_COUNT = 2
"""One answer is no pattern; what a single answer is worth by itself the sentinel says."""


@dataclass(frozen=True)
class Alarm:
    """One test that came out below the threshold."""

    row: pd.Series
    """The counts of the unit and item."""
    tier: Tier
    probability: float
    expected: float
    position: int
    """Place of the row in the detector's own frame."""
    without: dict[str, int | float] | None
    """The same without respondents whose answers may not be meant; None where there were none."""


@dataclass(frozen=True)
class Comparisons:
    """Many tests of one detector.

    `frame` has school, school_year, domain, k, n, and, where the count is of concerns,
    doubtful_n and doubtful_concerns; `expected` is the distribution under the null, `tell` turns
    an alarm into a finding.
    """

    frame: pd.DataFrame
    expected: Beta
    tell: Callable[[Alarm], Finding]
    weight: float = 1.0
    """Its threshold in terms of that of the others: 0.25 must be four times as unlikely (weighted p values:
    Genovese, Roeder and Wasserman 2006, Biometrika 93:509-524)."""


def keep(
    frame: pd.DataFrame,
    expected: Beta,
    rows: np.ndarray,
    tell: Callable[[Alarm], Finding],
    weight: float = 1.0,
) -> Comparisons:
    """Make tests of some rows of a frame; `Alarm.position` stays the place in the whole frame."""
    places = np.flatnonzero(rows)
    return Comparisons(frame.iloc[places].assign(_position=places), expected.take(places), tell, weight)


def alarms(tests: list[Comparisons], budget: Budget) -> list[Finding]:
    """Set the thresholds per school, year and half of the budget over all tests, and tell the alarms."""
    filled = [t for t in tests if len(t.frame)]
    if not filled:
        return []
    frame = pd.concat([t.frame for t in filled], ignore_index=True)
    source = np.repeat(np.arange(len(filled)), [len(t.frame) for t in filled])
    expected = Beta(*(np.concatenate([getattr(t.expected, p) for t in filled]) for p in ("a", "b")))
    n, k = frame["n"].to_numpy(np.int64), frame["k"].to_numpy(np.int64)
    weight = np.array([t.weight for t in filled])[source]
    ask, watch = (weight * t for t in _thresholds(frame, expected, n, weight, budget))
    candidates = np.flatnonzero(k >= LEAST_COUNT)
    p = np.ones(len(frame))
    p[candidates] = upper_mid_p(k[candidates], n[candidates], expected.a[candidates], expected.b[candidates])
    hit = np.flatnonzero((p <= watch) & (k >= LEAST_COUNT))
    without = _without(frame.iloc[hit], expected.take(hit))
    return [
        filled[source[i]].tell(
            Alarm(
                row=frame.iloc[i],
                tier="ask" if p[i] <= ask[i] else "watch",
                probability=float(p[i]),
                expected=float(expected.mean[i]),
                position=int(frame["_position"].iloc[i]),
                without=without[j],
            )
        )
        for j, i in enumerate(hit)
    ]


def finding_of(
    alarm: Alarm,
    case: Case,
    detector: Detector,
    message: str,
    facts: Mapping[str, Fact],
    evidence: Mapping[str, Fact],
) -> Finding:
    """Return the finding of an alarm: what all detectors say of one, and the facts of this one."""
    row = alarm.row
    return Finding(
        detector=detector,
        tier=alarm.tier,
        school=row["school"],
        school_year=row["school_year"],
        unit=Unit(row["unit_kind"], row["unit_name"]),
        respondent_type=row["respondent_type"],
        domain=row["domain"],
        actor=row["actor"] or None,
        items=case.items_of(row),
        message=message,
        count=int(row["k"]),
        n=int(row["n"]),
        expected=alarm.expected,
        probability=alarm.probability,
        facts={
            "composite": bool(row["composite"]),
            "doubtful": int(row["doubtful_concerns"]),
            "without": alarm.without,
            **facts,
        },
        evidence={"method": "beta-binomial prediction, upper mid-p", **evidence},
    )


def _thresholds(
    frame: pd.DataFrame, expected: Beta, n: Codes, weight: Floats, budget: Budget
) -> tuple[Floats, Floats]:
    """Return the `ask` and the `watch` threshold of every test, for a weight of 1."""
    staff = frame["domain"].to_numpy() == "staff_conduct"
    year = frame.groupby(["school", "school_year"], sort=False).ngroup().to_numpy(np.int64)
    pool = year * 2 + staff
    share = np.where(
        np.arange(int(pool.max()) + 1) % 2 == 1, budget.staff_conduct_share, 1 - budget.staff_conduct_share
    )
    whole = (frame["unit_kind"] == "school").to_numpy()
    tail = upper_tail(n, expected.a, expected.b, most=budget.watch_cap, least_count=LEAST_COUNT)
    tail = Tail(tail.row, tail.k, tail.mid_p / weight[tail.row], tail.probability)
    ask = _shared_out(tail, pool, whole, SPENT * budget.ask * share, budget.ask_cap)
    # Below the watch threshold lie the false `ask` signals as well as the false `watch` signals.
    watch = _shared_out(tail, pool, whole, SPENT * (budget.ask + budget.watch) * share, budget.watch_cap)
    return ask, watch


def _shared_out(tail: Tail, pool: Codes, whole: NDArray[np.bool_], allowed: Floats, cap: float) -> Floats:
    """Return the threshold of every test: whole schools first, then their parts with what is left over.

    Parameters
    ----------
    tail : the counts that could alarm.
    pool : (tests,) the part of the budget that each test belongs to.
    whole : (tests,) whether it is about a whole school.
    allowed : (pools,) expected number of false alarms.
    """
    of_school = whole[tail.row]
    first = tail.take(of_school)
    school = thresholds(first, pool[first.row], len(allowed), WHOLE_SCHOOL * allowed, cap)
    spent = np.bincount(
        pool[first.row],
        weights=np.where(first.mid_p <= school[pool[first.row]], first.probability, 0.0),
        minlength=len(allowed),
    )
    rest = tail.take(~of_school)
    parts = thresholds(rest, pool[rest.row], len(allowed), allowed - spent, cap)
    return np.where(whole, school[pool], parts[pool])


def _without(frame: pd.DataFrame, expected: Beta) -> list[dict[str, int | float] | None]:
    """Return count, n and probability without the respondents whose answers may not be meant."""
    doubtful = frame["doubtful_concerns"].fillna(0).to_numpy(np.int64)
    k = frame["k"].to_numpy(np.int64) - doubtful
    n = frame["n"].to_numpy(np.int64) - frame["doubtful_n"].fillna(0).to_numpy(np.int64)
    p = upper_mid_p(k, n, expected.a, expected.b) if len(frame) else np.empty(0)
    return [
        {"count": int(k[i]), "n": int(n[i]), "probability": float(p[i])} if doubtful[i] else None
        for i in range(len(frame))
    ]
