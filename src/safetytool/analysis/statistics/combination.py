"""Independent small counts taken together: Fisher's statistic of their mid-p values, exactly.

Fisher (1932, Statistical Methods for Research Workers, 4th ed., section 21.1) adds up -2 ln p. For counts p
takes few values, and the chi-square table is not its distribution; mid-p values (Lancaster 1961, J. Am.
Stat. Assoc. 56:223-234) come near, and with so few sources the distribution can simply be worked out: every
combination of counts with its probability. Combining mid-p values: Rubin-Delanchy, Heard and Lawson
2019, J. Am. Stat. Assoc. 114:1105-1112.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

ALIKE = 9
"""Sums that agree in so many decimals are one."""
SAME = 10.0**-ALIKE
SMALLEST = 1e-300
NOTHING = 1e-16
"""Combinations that are less likely than this are left out: millions of them are a chance of 1e-9."""


@dataclass(frozen=True)
class Source:
    """One source's count, and how likely every count is if nothing is the matter."""

    count: int
    probability: Floats
    """(counts,) of 0, 1, ...; the last also of everything above it."""

    @property
    def mid_p(self) -> Floats:
        """(counts,) upper mid-p value of each count."""
        above = np.cumsum(self.probability[::-1])[::-1] - self.probability
        return np.asarray(above + self.probability / 2)

    @property
    def observed(self) -> float:
        """The mid-p value of the count that was seen."""
        return float(self.mid_p[min(self.count, len(self.probability) - 1)])


def combined_mid_p(sources: Sequence[Source]) -> float:
    """Return the upper mid-p value of Fisher's statistic over independent sources.

    Of one source it is that source's own mid-p. Errors are below 1e-9; the number of steps grows with
    the product of the numbers of counts (of all sources but the largest), less those that are above what
    was seen already.
    """
    seen = sum(_statistic(np.array([source.observed]))[0] for source in sources)
    seen = float(np.round(seen, ALIKE))
    sums: Floats = np.zeros(1)
    chance: Floats = np.ones(1)
    above = 0.0
    # Of the source with the most counts it need not be worked out which sums it makes.
    *few, most = sorted(sources, key=lambda source: len(source.probability))
    for source in few:
        added = _statistic(source.mid_p)
        # What is above already stays above, because nothing negative is added.
        inside = added <= seen + 2 * SAME
        above += float(chance.sum() * source.probability[~inside].sum())
        every = np.round(sums[:, None] + added[inside], ALIKE + 1).ravel()
        weight = (chance[:, None] * source.probability[inside]).ravel()
        over = every > seen + SAME
        above += float(weight[over].sum())
        kept = np.flatnonzero(~over & (weight > NOTHING))
        sums, place = np.unique(every[kept], return_inverse=True)
        chance = np.asarray(np.bincount(place, weights=weight[kept], minlength=len(sums)))
    # (sums + 1,) chance of the sums from each on; what the last source must add to be alike, or above.
    from_here = np.append(np.cumsum(chance[::-1])[::-1], 0.0)
    missing = seen - _statistic(most.mid_p)
    higher = from_here[np.searchsorted(sums, missing + SAME, side="right")]
    alike = from_here[np.searchsorted(sums, missing - SAME, side="left")] - higher
    return above + float((most.probability * (higher + alike / 2)).sum())


def _statistic(mid_p: Floats) -> Floats:
    return np.asarray(-2.0 * np.log(np.maximum(mid_p, SMALLEST)))
