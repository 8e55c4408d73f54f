"""The alarm budget: how unlikely a result must be, so that false alarms stay at a stated number.

A fixed p value gives a school with many classes and many questions many false alarms, and a small
school few. Here the expected number of false alarms per school and year is fixed instead. Under the
null every test has a known discrete distribution, so the expected number of false alarms at a
threshold t is exactly the sum over tests of P(mid-p <= t); by linearity this holds whatever the
dependence between tests (the per-family error rate: Spjotvoll 1972, Ann. Math. Stat. 43:398-411;
using the attainable levels of discrete tests: Tarone 1990, Biometrics 46:515-522).
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from safetytool.analysis.statistics.betabinomial import Tail

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class Budget:
    """Expected false alarms per school and year."""

    ask: float = 0.5
    watch: float = 1.5
    staff_conduct_share: float = 0.5
    """The part of both that is kept for questions about staff behaviour."""

    ask_cap: float = 0.01
    """However few the questions, an `ask` must be at least this unlikely."""
    watch_cap: float = 0.05


def thresholds(tail: Tail, pool: Codes, pools: int, allowed: Floats, cap: float) -> Floats:
    """Return the largest mid-p that each pool may alarm at.

    Parameters
    ----------
    tail : every count that could alarm, with its mid-p and its probability under the null.
    pool : (entries of tail,) the school, year and share of the budget that the test belongs to.
    pools : number of pools.
    allowed : (pools,) expected number of false alarms.
    cap : no threshold is higher than this.

    Returns
    -------
    (pools,) threshold; `cap` where the budget is not used up.
    """
    order = np.lexsort((tail.mid_p, pool))
    sorted_pool, mid_p, chance = pool[order], tail.mid_p[order], tail.probability[order]
    running = np.cumsum(chance)
    start = np.searchsorted(sorted_pool, np.arange(pools))
    before = np.concatenate([[0.0], running])[start]
    spent = running - before[sorted_pool]
    over = spent > allowed[sorted_pool] * (1 + 1e-12)
    result = np.full(pools, cap)
    # The first entry over budget, and every entry with the same mid-p, must stay outside.
    first = np.full(pools, np.inf)
    np.minimum.at(first, sorted_pool[over], mid_p[over])
    return np.asarray(np.minimum(result, np.nextafter(first, 0.0)), dtype=np.float64)
