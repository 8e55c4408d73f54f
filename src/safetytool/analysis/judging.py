"""Which of many tests alarm: thresholds from the alarm budget, and what lies below them.

Arrays in, arrays out; `comparisons` takes them out of the detectors' frames and tells what was found.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from safetytool.analysis.statistics.betabinomial import upper_mid_p, upper_tail
from safetytool.analysis.statistics.budget import FLOOR, Budget, Codes, Floats, Ladder
from safetytool.analysis.statistics.expectation import Beta

SPENT: Final = 0.75
"""Part of the budget that the thresholds spend. A beta distribution with the right mean and variance has a
slightly lighter far tail than the true mixture over schools, classes and unknown dispersion;
benchmarks/detection.py measures up to 1.3 times the nominal number, so a quarter is kept back."""

WHOLE_SCHOOL: Final = 0.5
"""Part of the budget that is kept for comparisons of a whole school. There are many more classes than
schools: with one threshold for all, nearly the whole budget would go to classes, and what concerns a whole
school would be seen too late. What whole schools do not use goes to their parts."""

LEAST_COUNT: Final = 2
"""One answer is no pattern; what a single answer is worth by itself the sentinel says."""

UNCERTAIN: Final = 1e-15
"""A budget that asks for a lower threshold allows no alarm at all: tails end before."""


@dataclass(frozen=True)
class Batch:
    """The tests of some schools and years; all of (tests,)."""

    k: Codes
    n: Codes
    expected: Beta
    year: Codes
    """School and school year, numbered from 0."""
    staff: NDArray[np.bool_]
    """Whether it is about the conduct of staff."""
    whole: NDArray[np.bool_]
    """Whether it is about a whole school."""
    weight: Floats


@dataclass(frozen=True)
class Judged:
    """The tests that alarm."""

    row: Codes
    mid_p: Floats
    ask: NDArray[np.bool_]


def judge(tests: Batch, budget: Budget) -> Judged:
    """Set the thresholds per school, year and half of the budget, and return the tests below them."""
    ask, watch, seen = _thresholds(tests, budget, FLOOR)
    if min(ask.min(initial=1.0), watch.min(initial=1.0)) < FLOOR:
        # A small budget, or very many tests: then what is below the floor must be told apart too.
        ask, watch, seen = _thresholds(tests, budget, 0.0)
    row = np.flatnonzero((seen <= watch) & (tests.k >= LEAST_COUNT))
    expected = tests.expected.take(row)
    mid_p = upper_mid_p(tests.k[row], tests.n[row], expected.a, expected.b)
    return Judged(row, mid_p, mid_p <= ask[row])


def _thresholds(tests: Batch, budget: Budget, floor: float) -> tuple[Floats, Floats, Floats]:
    """Return the `ask` and the `watch` threshold of every test, and its mid-p, roughly where it is low."""
    pools = 2 * (int(tests.year.max(initial=-1)) + 1)
    pool = tests.year * 2 + tests.staff
    share = np.tile([1 - budget.staff_conduct_share, budget.staff_conduct_share], pools // 2)
    a, b, weight = tests.expected.a, tests.expected.b, tests.weight
    tail, seen = upper_tail(
        tests.k, tests.n, a, b, most=budget.watch_cap * weight, least_count=LEAST_COUNT, floor=floor
    )
    mid_p, of_school = tail.mid_p / weight[tail.row], tests.whole[tail.row]
    first, rest = (
        Ladder(mid_p[which], tail.probability[which], pool[tail.row[which]], pools)
        for which in (of_school, ~of_school)
    )
    # Below the watch threshold lie the false `ask` signals as well as the false `watch` signals.
    ask, watch = (
        weight * _shared_out(first, rest, SPENT * rate * share, cap)[(~tests.whole).astype(int), pool]
        for rate, cap in ((budget.ask, budget.ask_cap), (budget.ask + budget.watch, budget.watch_cap))
    )
    return ask, watch, seen


def _shared_out(first: Ladder, rest: Ladder, allowed: Floats, cap: float) -> Floats:
    """Return the thresholds of each pool: of whole schools, then of their parts with what is left over.

    Parameters
    ----------
    first, rest : the counts that could alarm, of whole schools and of their parts.
    allowed : (pools,) expected number of false alarms.

    Returns
    -------
    (2, pools).
    """
    school = first.threshold(WHOLE_SCHOOL * allowed, cap)
    parts = rest.threshold(allowed - first.spent(school), cap)
    both = np.stack([school, parts])
    return np.where(both < UNCERTAIN, 0.0, both)
