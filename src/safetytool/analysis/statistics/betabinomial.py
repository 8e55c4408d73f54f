"""The beta-binomial distribution, vectorised over many (a, b, n) at once.

A count of n pupils whose chance differs between units as Beta(a, b) (Skellam 1948, J. R. Stat.
Soc. B 10:257-261). Written with `scipy.special` because importing `scipy.stats` alone takes longer
than everything that is computed here; the tests hold it against `scipy.stats.betabinom`.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

BLOCK_CELLS = 4_000_000
"""How many probabilities are held in memory at once."""


def log_likelihood(k: Floats, n: Floats, a: Floats, b: Floats) -> Floats:
    """Return the log probability of k of n, less the binomial coefficient.

    The coefficient does not depend on a and b, so it drops out wherever these are compared.
    Shapes broadcast.
    """
    return np.asarray(betaln(k + a, n - k + b) - betaln(a, b), dtype=np.float64)


def pmf_table(n: Ints, a: Floats, b: Floats) -> Floats:
    """Return P(X = 0..max(n)) for every row.

    Parameters
    ----------
    n, a, b : (rows,) number of trials (>= 0) and the two positive shape parameters.

    Returns
    -------
    (rows, max(n) + 1); zero beyond a row's own n. By the ratio of successive terms
    P(k+1)/P(k) = (n - k)(k + a) / ((k + 1)(n - k - 1 + b)), in logs so that it cannot underflow.
    """
    top = int(n.max(initial=0))
    k = np.arange(top, dtype=np.float64)
    trials = n[:, None].astype(np.float64)
    inside = k < trials
    left = np.where(inside, trials - k, 1.0)
    ratio = np.log(left * (k + a[:, None])) - np.log((k + 1.0) * (left - 1.0 + b[:, None]))
    first = betaln(a, b + n) - betaln(a, b)
    logs = np.concatenate([first[:, None], first[:, None] + np.cumsum(ratio, axis=1)], axis=1)
    logs[:, 1:][~inside] = -np.inf
    table = np.exp(logs)
    return np.asarray(table, dtype=np.float64)


def upper_mid_p(k: Ints, n: Ints, a: Floats, b: Floats) -> Floats:
    """Return the upper mid-p value P(X > k) + P(X = k) / 2 of every row.

    The mid-p (Lancaster 1961, J. Am. Stat. Assoc. 56:223-234) counts half of the observed value, so that
    small counts are not judged too mildly only because they come in whole pupils.
    Parameters are (rows,) each, 0 <= k <= n. Errors are below 1e-10.
    """
    result = np.ones(len(n))
    for rows in _blocks(n):
        table = pmf_table(n[rows], a[rows], b[rows])
        column = np.arange(table.shape[1])
        above = np.where(column > k[rows, None], table, 0.0).sum(axis=1)
        result[rows] = above + table[np.arange(len(table)), k[rows]] / 2
    return result


@dataclass(frozen=True)
class Tail:
    """Every count that would be small enough in probability: which test, its mid-p, its chance."""

    row: Ints
    k: Ints
    mid_p: Floats
    probability: Floats

    def take(self, which: NDArray[np.bool_]) -> "Tail":
        """Return some of the entries."""
        return Tail(self.row[which], self.k[which], self.mid_p[which], self.probability[which])


def upper_tail(n: Ints, a: Floats, b: Floats, *, most: float, least_count: int) -> Tail:
    """List all counts k >= `least_count` whose upper mid-p is at most `most`, with P(X = k).

    Parameters
    ----------
    n, a, b : (rows,) as in `pmf_table`.
    most : the largest mid-p of interest.
    least_count : counts below it are never of interest.
    """
    found: list[tuple[Ints, Ints, Floats, Floats]] = []
    for rows in _blocks(n):
        table = pmf_table(n[rows], a[rows], b[rows])
        mid = np.cumsum(table[:, ::-1], axis=1)[:, ::-1] - table / 2
        mid[:, :least_count] = np.inf
        here, k = np.nonzero((mid <= most) & (table > 0))
        found.append((rows[here], k, mid[here, k], table[here, k]))
    if not found:
        return Tail(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0))
    row, count, mid_p, probability = (np.concatenate(part) for part in zip(*found, strict=True))
    return Tail(row, count, mid_p, probability)


def _blocks(n: Ints) -> list[Ints]:
    """Split the rows into blocks of like size, so that one large school does not widen all tables."""
    order = np.argsort(n, kind="stable")
    blocks: list[Ints] = []
    start = 0
    while start < len(order):
        # A block ends where the table would double in width, or grow past the memory bound.
        width = int(n[order[start]]) + 1
        end = int(np.searchsorted(n[order], 2 * width + 16, side="right"))
        end = min(max(end, start + 1), start + max(1, BLOCK_CELLS // (2 * width + 16)))
        blocks.append(order[start:end].astype(np.int64))
        start = end
    return blocks
