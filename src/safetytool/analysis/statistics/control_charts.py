"""Control charts: what a series of points would do if nothing but chance moved it.

Each chart gives a centre and limits, and for every point how many sigma it lies from the centre (`z`), on the
scale on which that may be judged by the normal distribution. `control_rules` reads the points.

Sources: individuals and moving range, Shewhart 1931 (Economic Control of Quality of Manufactured Product)
and Wheeler and Chambers 1992 (Understanding Statistical Process Control, 2nd ed., chapter 3); p', Laney 2002
(Quality Engineering 14:531-537); g, Kaminsky et al. 1992 (J. Quality Technology 24:63-69) and Benneyan 2001
(Health Care Management Science 4:305-318). There is no t chart: reports are known by month, several may fall
in one, and a continuous time has no place for 0.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Floats: TypeAlias = NDArray[np.float64]

D2: Final = 1.128
"""Mean of the range of two normal values, in sigma (Shewhart 1931; 2 / sqrt(pi), rounded as in tables)."""
WIDTH: Final = 3.0
"""Limits lie this many sigma from the centre (Shewhart 1931). On an individuals chart this is the well-known
2.66 mean moving ranges, 3 / 1.128."""
LEAST_SIGMA_Z: Final = 1.0
"""A p' chart is never narrower than a p chart. Laney has no such bound, for long series need none; but of 10
points that are purely binomial sigma_z comes out below 1 for half of the series by luck alone."""


@dataclass(frozen=True)
class Limits:
    """A control chart; everything is (..., points), in the units of what is charted unless said otherwise."""

    centre: Floats
    sigma: Floats
    """Standard deviation of chance alone."""
    lower: Floats
    upper: Floats
    z: Floats
    """Sigma between each point and the centre (on the chart's own scale); 0 where nothing varies."""


def xmr(x: Floats) -> Limits:
    """Return the individuals (XmR) chart: each point against the mean moving range.

    Parameters
    ----------
    x : (..., points) at least two points, none missing, in the order of time.

    Returns
    -------
    Limits at the mean plus and minus 3 mR / 1.128 (Wheeler and Chambers 1992, ch. 3). The moving range
    is used, and not the standard deviation, because a trend or a jump swells it much less.

    Examples
    --------
    >>> flow = xmr(np.array([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]))
    >>> round(float(flow.upper[0]), 4)
    55.8041
    """
    centre = np.broadcast_to(x.mean(axis=-1, keepdims=True), x.shape)
    sigma = np.broadcast_to(_sigma_of_moving_range(x), x.shape)
    return Limits(centre, sigma, centre - WIDTH * sigma, centre + WIDTH * sigma, _z(x - centre, sigma))


def p_prime(k: Floats, n: Floats) -> Limits:
    """Return the p' chart of shares: binomial chance, widened by what differs from year to year anyway.

    Parameters
    ----------
    k, n : (..., points) concerns and answers; 0 <= k <= n, n >= 1, at least two points.

    Returns
    -------
    Limits of the share k / n (0 to 1). The centre is the share over all points together; sigma is the
    binomial one times sigma_z, the mean moving range of the z scores over 1.128 (Laney 2002), which here is
    at least LEAST_SIGMA_Z. Where no one or everyone has the concern, nothing varies: sigma is 0.
    """
    share = k / n
    pooled = k.sum(axis=-1, keepdims=True) / n.sum(axis=-1, keepdims=True)
    centre = np.broadcast_to(pooled, share.shape)
    binomial = np.sqrt(centre * (1 - centre) / n)
    sigma_z = np.maximum(_sigma_of_moving_range(_z(share - centre, binomial)), LEAST_SIGMA_Z)
    sigma = binomial * sigma_z
    lower = np.maximum(centre - WIDTH * sigma, 0.0)
    upper = np.minimum(centre + WIDTH * sigma, 1.0)
    return Limits(centre, sigma, lower, upper, _z(share - centre, sigma))


def g_chart(gaps: Floats) -> Limits:
    """Return the g chart of counts between rare events: pupils, or whole days, without one.

    Parameters
    ----------
    gaps : (..., points) counts between one event and the next, 0 or more (0: the very next pupil, or the same
        day). Not all 0.

    Returns
    -------
    Limits by probability, not by k sigma: the geometric distribution is so skewed that 3 sigma would give a
    false alarm of a long gap once in 55 points and never see a short one (Benneyan 2001). Each
    limit cuts off what 3 sigma of a normal distribution would; the centre is the median; all by the mid-P of
    the geometric distribution with mean `gaps.mean()`. `z` is the normal score of that mid-P (Quesenberry
    1995, J. Quality Technology 27:304-315), and `sigma` the geometric one, sqrt(mean (mean + 1)).
    The lower limit is 0, and a short gap cannot be seen, where the mean is below about 370.

    Raises
    ------
    ValueError
        A gap is negative, or all of a series are 0.
    """
    mean = np.broadcast_to(gaps.mean(axis=-1, keepdims=True), gaps.shape)
    if (gaps < 0).any() or (mean == 0).any():
        raise ValueError("a g chart needs gaps of 0 or more that are not all 0")
    # P(X > x) + P(X = x) / 2 = q ** x * (1 + q) / 2, with q the chance that the next one is no event.
    log_q = np.log(mean / (mean + 1.0))
    log_half = np.log((1.0 + np.exp(log_q)) / 2.0)
    centre, lower, upper = (
        np.maximum((np.log(ndtr(-z)) - log_half) / log_q, 0.0) for z in (0.0, -WIDTH, WIDTH)
    )
    z = -ndtri(np.exp(gaps * log_q + log_half))
    return Limits(centre, np.sqrt(mean * (mean + 1.0)), lower, upper, z)


def _sigma_of_moving_range(x: Floats) -> Floats:
    """Return the mean moving range over its expectation, (..., 1)."""
    ranges = np.abs(np.diff(x, axis=-1))
    return np.asarray(ranges.mean(axis=-1, keepdims=True) / D2)


def _z(distance: Floats, sigma: Floats) -> Floats:
    return np.divide(distance, sigma, out=np.zeros_like(distance), where=sigma > 0)
