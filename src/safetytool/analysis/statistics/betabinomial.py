"""The beta-binomial distribution, vectorised over many (a, b, n) at once.

A count of n pupils whose chance differs between units as Beta(a, b) (Skellam 1948, J. R. Stat.
Soc. B 10:257-261). Written with `scipy.special` because importing `scipy.stats` alone takes longer
than everything that is computed here; the tests hold it against `scipy.stats.betabinom`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

BLOCK_CELLS = 1_000_000
"""How many logs of probabilities are held in memory at once."""

BLOCK_ROWS, BLOCK_COUNTS = 8192, 1_000_000
"""How many rows, and counts of them, are worked on at once: what a processor keeps at hand."""

START = 1e-200
"""What P(X = 0) is taken for until the sum is known: it leaves room to grow and room to fall."""

NEGLIGIBLE = 1e-18
"""Part of the probability that a tail may still hold where a table ends."""

ACCURATE = 1e-6
"""From here on a mid-p out of such a table has ten good digits; what is smaller is worked out in logs."""


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
    Parameters are (rows,) each, 0 <= k <= n. Relative errors are below 1e-9.
    """
    result = np.ones(len(n))
    for table in tables(n, a, b):
        result[table.rows] = table.of(k[table.rows])
    _in_logs(result, k, n, a, b)
    return result


def _in_logs(result: Floats, k: Ints, n: Ints, a: Floats, b: Floats) -> None:
    """Work out again, from above and in logs, what is too small for a table that ends early."""
    small = np.flatnonzero(result < ACCURATE)
    for block in _blocks(n[small], BLOCK_CELLS):
        rows = small[block]
        table = pmf_table(n[rows], a[rows], b[rows])
        above = np.where(np.arange(table.shape[1]) > k[rows, None], table, 0.0).sum(axis=1)
        result[rows] = above + table[np.arange(len(table)), k[rows]] / 2


@dataclass(frozen=True)
class Table:
    """All counts of some rows, up to where nothing is left."""

    rows: Ints
    probability: Floats
    """(counts, rows) P(X = 0), P(X = 1), ...; 0 beyond a row's own n."""
    mid_p: Floats
    """(counts, rows) upper mid-p value of each count."""

    def of(self, k: Ints) -> Floats:
        """Return the mid-p of one count a row; 0 where it lies beyond the table."""
        last = len(self.mid_p) - 1
        return np.where(k <= last, self.mid_p[np.minimum(k, last), np.arange(len(k))], 0.0)


def tables(n: Ints, a: Floats, b: Floats) -> Iterator[Table]:
    """Make the distribution of every row, a block of rows at a time; parameters as of `pmf_table`.

    The ratio of successive terms from P(X = 0) on, of which the size only follows from the sum: so there is
    neither a logarithm nor a subtraction to lose digits by. Where even that overflows
    (P(X = 0) < 1e-500) the block is made in logs.
    """
    for rows in _blocks(n, BLOCK_COUNTS):
        trials, shape, other = n[rows].astype(np.float64), a[rows], b[rows]
        with np.errstate(over="ignore", invalid="ignore"):
            table, total = _recursion(trials, shape, other)
        if np.isfinite(total).all():
            table /= total
        else:
            table = np.ascontiguousarray(pmf_table(n[rows], shape, other).T)
        mid = np.empty_like(table)
        above = np.zeros(len(rows))
        for count in range(len(table) - 1, -1, -1):
            np.multiply(table[count], 0.5, out=mid[count])
            mid[count] += above
            above += table[count]
        yield Table(rows, table, mid)


def _recursion(n: Floats, a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Return P(X = 0..) / P(X = 0) * START as (counts, rows), and its sum; n ascends."""
    top = int(n[-1])
    # Rows that have ended (n <= k) stand in front.
    ended = np.searchsorted(n, np.arange(top), side="right")
    table = np.empty((top + 1, len(n)))
    table[0] = START
    total = table[0].copy()
    below, ratio, divisor = n + b - 1.0, np.empty_like(n), np.empty_like(n)
    # With b < 1 the last counts can be likely again: such a table goes on to its end.
    may_end = bool((b >= 1.0).all())
    for k in range(top):
        on = slice(int(ended[k]), None)
        np.subtract(n[on], k, out=ratio[on])
        ratio[on] *= a[on] + k
        np.subtract(below[on], k, out=divisor[on])
        divisor[on] *= k + 1.0
        ratio[on] /= divisor[on]
        now = table[k + 1]
        np.multiply(table[k][on], ratio[on], out=now[on])
        now[: on.start] = 0.0
        total += now
        if may_end and k % 8 == 7 and np.all(ratio[on] < 1.0):
            # Terms only fall from here on, so n - k times this one is more than all that follow.
            left = now[on] * (n[on] - k)
            if np.all((left <= NEGLIGIBLE * total[on]) & np.isfinite(total[on])):
                return table[: k + 2], total
    return table, total


@dataclass(frozen=True)
class Tail:
    """Every count that would be small enough in probability: which test, its mid-p, its chance."""

    row: Ints
    mid_p: Floats
    probability: Floats


def upper_tail(
    seen: Ints, n: Ints, a: Floats, b: Floats, *, most: Floats, least_count: int, floor: float
) -> tuple[Tail, Floats]:
    """List all counts k >= `least_count` whose upper mid-p is at most `most`, with P(X = k).

    Parameters
    ----------
    seen : (rows,) a count of each row.
    n, a, b : (rows,) as in `pmf_table`.
    most : (rows,) the largest mid-p of interest.
    least_count : counts below it are never of interest.
    floor : counts with a smaller mid-p are one entry a row, with the chance of them all and a mid-p of 0.

    Returns
    -------
    The counts, and the mid-p of those that were seen (to an error of 1e-18).
    """
    observed = np.zeros(len(n))
    found: list[tuple[Ints, Floats, Floats]] = []
    for table in tables(n, a, b):
        observed[table.rows] = table.of(seen[table.rows])
        mid, chance = table.mid_p[least_count:], table.probability[least_count:]
        # A count that is beyond n has a chance of 0 and a mid-p of 0.
        low = mid < max(floor, np.finfo(np.float64).tiny)
        place = np.flatnonzero((mid <= most[table.rows]) & ~low)
        found.append((table.rows[place % len(table.rows)], mid.ravel()[place], chance.ravel()[place]))
        together = (chance * low).sum(axis=0)
        found.append((table.rows, np.zeros(len(together)), together))
    if not found:
        return Tail(np.empty(0, np.int64), np.empty(0), np.empty(0)), observed
    return Tail(*(np.concatenate(part) for part in zip(*found, strict=True))), observed


def _blocks(n: Ints, cells: int) -> Iterator[Ints]:
    """Split the rows into blocks of like size, so that one large school does not widen all tables.

    Within a block n ascends.
    """
    order = np.argsort(n, kind="stable")
    ordered = n[order]
    start = 0
    while start < len(order):
        # A block ends where the table would double in width, or grow past what is worked on at once.
        widest = 2 * int(ordered[start]) + 18
        end = int(np.searchsorted(ordered, widest, side="left"))
        end = min(end, start + max(1, min(BLOCK_ROWS, cells // widest)))
        yield order[start:end]
        start = end
