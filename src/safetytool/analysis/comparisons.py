"""Comparisons whose threshold the alarm budget sets: many units and items at once, a row each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.analysis.case import Case
from safetytool.analysis.judging import Batch, Judged, judge
from safetytool.analysis.keys import Codes, codes, first_rows, records
from safetytool.analysis.model import Detector, Fact, Finding, Unit
from safetytool.analysis.statistics.betabinomial import upper_mid_p
from safetytool.analysis.statistics.budget import Budget
from safetytool.analysis.statistics.expectation import Beta
from safetytool.bank.model import Tier

AT_ONCE: Final = 65_536
"""So many tests are judged at a time, so that memory does not grow with the number of schools."""

YEAR: Final = ["school", "school_year"]


@dataclass(frozen=True)
class Alarm:
    """One test that came out below the threshold."""

    row: Mapping[str, Any]
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
    """Many tests of one detector: some rows of a frame.

    `frame` has school, school_year, unit_kind, domain, k, n, doubtful_n and doubtful_concerns; `expected` is
    the distribution under the null, of every row; `tell` turns an alarm into a finding.
    """

    frame: pd.DataFrame
    expected: Beta
    tested: NDArray[np.bool_]
    """(rows,) which rows are tests."""
    tell: Callable[[Alarm], Finding]
    weight: float = 1.0
    """Its threshold in terms of that of the others: 0.25 must be four times as unlikely (weighted p values:
    Genovese, Roeder and Wasserman 2006, Biometrika 93:509-524)."""


def alarms(tests: list[Comparisons], budget: Budget) -> list[Finding]:
    """Set the thresholds per school, year and half of the budget over all tests, and tell the alarms."""
    tests = [test for test in tests if test.tested.any()]
    queues = _queues(tests)
    found: list[list[Judged]] = [[] for _ in tests]
    for first, last in _portions(queues):
        spans = [slice(*np.searchsorted(queue.year, (first, last))) for queue in queues]
        places = [queue.place[span].astype(np.int64) for queue, span in zip(queues, spans, strict=True)]
        year = np.concatenate([queue.year[span] for queue, span in zip(queues, spans, strict=True)])
        judged = judge(_gathered(tests, places, year.astype(np.int64) - first), budget)
        begins = np.cumsum([0, *map(len, places)])
        for source, place in enumerate(places):
            own = slice(*np.searchsorted(judged.row, begins[source : source + 2]))
            row = place[judged.row[own] - begins[source]]
            found[source].append(Judged(row, judged.mid_p[own], judged.ask[own]))
    return [finding for test, hits in zip(tests, found, strict=True) for finding in _told(test, hits)]


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


@dataclass(frozen=True)
class _Queue:
    """The tests of one detector in the order of school and year; each of (tests,)."""

    place: NDArray[np.int32]
    """Rows of the detector's frame."""
    year: NDArray[np.int32]
    """School and year, by the same numbers for all detectors."""


def _queues(tests: list[Comparisons]) -> list[_Queue]:
    """Number schools and years over all tests, and put the tests of each detector in their order."""
    years: dict[tuple[str, ...], int] = {}
    queues: list[_Queue] = []
    for test in tests:
        own = codes(test.frame, YEAR)
        names = test.frame[YEAR].iloc[first_rows(own)].itertuples(index=False, name=None)
        number = np.array([years.setdefault(name, len(years)) for name in names], dtype=np.int32)
        place = np.flatnonzero(test.tested).astype(np.int32)
        year = number[own[place]]
        order = np.argsort(year, kind="stable")
        queues.append(_Queue(place[order], year[order]))
    return queues


def _portions(queues: list[_Queue]) -> Iterator[tuple[int, int]]:
    """Yield ranges of years that are small enough to be judged at once; no year is split."""
    years = max((int(queue.year[-1]) + 1 for queue in queues), default=0)
    until = np.zeros(years, np.int64)
    for queue in queues:
        until += np.bincount(queue.year, minlength=years)
    until = until.cumsum()
    first = done = 0
    while first < years:
        last = max(int(np.searchsorted(until, done + AT_ONCE, side="right")), first + 1)
        yield first, last
        first, done = last, int(until[last - 1])


def _gathered(tests: list[Comparisons], places: list[Codes], year: Codes) -> Batch:
    """Put the tests of some schools and years together, one detector after the other."""
    rows = list(zip(tests, places, strict=True))

    def column(name: str) -> Codes:
        return np.concatenate([test.frame[name].to_numpy()[place] for test, place in rows]).astype(np.int64)

    def is_one(name: str, value: str) -> NDArray[np.bool_]:
        return np.concatenate(
            [(test.frame[name].take(place) == value).to_numpy(bool) for test, place in rows]
        )

    return Batch(
        k=column("k"),
        n=column("n"),
        expected=Beta(
            np.concatenate([test.expected.a[place] for test, place in rows]),
            np.concatenate([test.expected.b[place] for test, place in rows]),
        ),
        year=year,
        staff=is_one("domain", "staff_conduct"),
        whole=is_one("unit_kind", "school"),
        weight=np.repeat([test.weight for test in tests], [len(place) for place in places]),
    )


def _told(test: Comparisons, hits: list[Judged]) -> list[Finding]:
    """Tell the alarms of one detector, in the order of its rows."""
    place = np.concatenate([hit.row for hit in hits])
    order = np.argsort(place)
    place = place[order]
    mid_p = np.concatenate([hit.mid_p for hit in hits])[order]
    ask = np.concatenate([hit.ask for hit in hits])[order]
    frame, expected = test.frame.iloc[place], test.expected.take(place)
    mean, without = expected.mean, _without(frame, expected)
    rows = records(frame)
    return [
        test.tell(
            Alarm(
                row=rows[i],
                tier="ask" if ask[i] else "watch",
                probability=float(mid_p[i]),
                expected=float(mean[i]),
                position=int(place[i]),
                without=without[i],
            )
        )
        for i in range(len(place))
    ]


def _without(frame: pd.DataFrame, expected: Beta) -> list[dict[str, int | float] | None]:
    """Return count, n and probability without the respondents whose answers may not be meant."""
    doubtful = frame["doubtful_concerns"].fillna(0).to_numpy(np.int64)
    k = frame["k"].to_numpy(np.int64) - doubtful
    n = frame["n"].to_numpy(np.int64) - frame["doubtful_n"].fillna(0).to_numpy(np.int64)
    p = upper_mid_p(k, n, expected.a, expected.b)
    return [
        {"count": int(k[i]), "n": int(n[i]), "probability": float(p[i])} if doubtful[i] else None
        for i in range(len(frame))
    ]
