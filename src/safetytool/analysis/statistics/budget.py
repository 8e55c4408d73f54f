"""The alarm budget: how unlikely a result must be, so that false alarms stay at a stated number.

A fixed p value gives a school with many classes and many questions many false alarms, and a small
school few. Here the expected number of false alarms per school and year is fixed instead. Under the
null every test has a known discrete distribution, so the expected number of false alarms at a
threshold t is exactly the sum over tests of P(mid-p <= t); by linearity this holds whatever the
dependence between tests (the per-family error rate: Spjotvoll 1972, Ann. Math. Stat. 43:398-411;
using the attainable levels of discrete tests: Tarone 1990, Biometrics 46:515-522).
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.int64]

FLOOR: Final = 1e-5
"""Counts that are less likely than this stand on one step together."""

STEP_BITS: Final = 48
"""So many bits of a number are left out of its step: 16 steps are a factor of 2."""

_LOWEST: Final = int(np.float64(FLOOR).view(np.int64) >> STEP_BITS)
STEPS: Final = int(np.float64(1.0).view(np.int64) >> STEP_BITS) - _LOWEST + 1

ALIKE: Final = 1e-9
"""Mid-p values that differ by no more than this part of themselves are one value, worked out twice."""

ROUNDING: Final = 1e-12
"""Part of a budget that a sum may be over it."""


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


class Ladder:
    """The counts that could alarm, on steps of mid-p, so that a threshold is found without sorting them.

    Only the counts on the step where a budget runs out are sorted: the threshold is exactly the one that
    sorting all of them gives.

    Parameters
    ----------
    mid_p, probability : (entries,) of each count, the latter under the null.
    pool : (entries,) the school, year and share of the budget that its test belongs to.
    pools : number of pools.
    """

    def __init__(self, mid_p: Floats, probability: Floats, pool: Codes, pools: int) -> None:
        self._mid_p, self._chance, self._pool, self._pools = mid_p, probability, pool, pools
        # The bits of positive numbers are in the order of the numbers: the first of them make the steps.
        bits = np.ascontiguousarray(mid_p).view(np.int64) >> STEP_BITS
        self._step = np.clip(bits - _LOWEST, 0, STEPS - 1)
        flat = np.bincount(pool * STEPS + self._step, weights=probability, minlength=pools * STEPS)
        self._running = np.cumsum(flat.reshape(pools, STEPS), axis=1)

    def threshold(self, allowed: Floats, cap: float) -> Floats:
        """Return the largest mid-p that each pool may alarm at.

        Parameters
        ----------
        allowed : (pools,) expected number of false alarms.
        cap : no threshold is higher than this.

        Returns
        -------
        (pools,) threshold; `cap` where the budget is not used up.
        """
        allowed = allowed * (1 + ROUNDING)
        over = self._running > allowed[:, None]
        step = np.where(over[:, -1], over.argmax(axis=1), STEPS)
        here = np.flatnonzero(self._step == step[self._pool])
        here = here[np.lexsort((self._mid_p[here], self._pool[here]))]
        pool, mid_p = self._pool[here], self._mid_p[here]
        running = np.cumsum(self._chance[here])
        starts = np.searchsorted(pool, np.arange(self._pools))
        before = np.concatenate([[0.0], running])[starts]
        below = np.where(
            step > 0, self._running[np.arange(self._pools), np.clip(step - 1, 0, None) % STEPS], 0.0
        )
        outside = running - before[pool] + below[pool] > allowed[pool]
        # Whatever rounding makes of the sums, the budget does run out on this step.
        outside[np.flatnonzero(np.diff(pool, append=-1))] = True
        first = np.full(self._pools, np.inf)
        np.minimum.at(first, pool[outside], mid_p[outside])
        # The first count over budget, and every count with the same mid-p, must stay outside.
        return np.asarray(np.minimum(cap, first * (1 - ALIKE)), dtype=np.float64)

    def spent(self, threshold: Floats) -> Floats:
        """Return how many false alarms each pool expects at its threshold; (pools,) both."""
        below = self._mid_p <= threshold[self._pool]
        return np.bincount(self._pool[below], weights=self._chance[below], minlength=self._pools).astype(
            np.float64
        )
