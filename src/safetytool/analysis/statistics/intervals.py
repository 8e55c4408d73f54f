"""Intervals for a rate."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, gammaincinv

LEVEL = 0.95


def clopper_pearson(
    k: ArrayLike, n: ArrayLike, level: float = LEVEL
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the exact interval for k of n (Clopper and Pearson 1934, Biometrika 26:404-413).

    Exact rather than approximate, because most counts here are small: it holds the true rate at
    least `level` of the time.

    Parameters
    ----------
    k, n : counts, 0 <= k <= n, n >= 1; shapes broadcast.
    level : coverage, between 0 and 1.

    Returns
    -------
    Lower and upper end, as shares (0 to 1).

    Examples
    --------
    >>> low, high = clopper_pearson(4, 24)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0474, 0.3738)
    """
    k, n = np.asarray(k, np.float64), np.asarray(n, np.float64)
    tail = (1 - level) / 2
    low = np.where(k > 0, betaincinv(np.maximum(k, 1), n - k + 1, tail), 0.0)
    high = np.where(k < n, betaincinv(k + 1, np.maximum(n - k, 1), 1 - tail), 1.0)
    return low, high


def garwood(k: ArrayLike, level: float = LEVEL) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the exact interval for the mean of a Poisson count (Garwood 1936, Biometrika 28:437-442).

    Parameters
    ----------
    k : counts of at least 0.
    level : coverage, between 0 and 1.

    Returns
    -------
    Lower and upper end, in events.

    Examples
    --------
    >>> low, high = garwood(10)
    >>> round(float(low), 3), round(float(high), 3)
    (4.795, 18.39)
    """
    k = np.asarray(k, np.float64)
    tail = (1 - level) / 2
    low = np.where(k > 0, gammaincinv(np.maximum(k, 1), tail), 0.0)
    return low, np.asarray(gammaincinv(k + 1, 1 - tail), np.float64)
