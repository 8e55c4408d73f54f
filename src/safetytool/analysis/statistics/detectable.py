"""The smallest change that a series could have shown: what "no change" leaves open.

A line is fitted to yearly points by weighted least squares; its slope has variance 1 / sum(w (t - mean t)^2)
with weights 1 / variance (Draper and Smith 1998, Applied Regression Analysis, 3rd ed., ch. 9). A
one-sided test at `error` finds a true change with chance `power` if that change is z(1 - error) + z(power)
standard deviations (for proportions Nam 1987, Biometrics 43:701-705; for two points this is the usual formula
of two samples). Variances are taken as known and as without a change, so this is about, not exactly, the
smallest change; the tests hold it against simulation.
"""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats: TypeAlias = NDArray[np.float64]

POWER: Final = 0.8
"""How often a change of the stated size is found: the customary four times in five (Cohen 1988, Statistical
Power Analysis for the Behavioral Sciences, 2nd ed.)."""


def detectable_change(
    rate: Floats, n: Floats, years: Floats, rho: Floats | float, error: float, power: float = POWER
) -> Floats:
    """Return the smallest change of a rate over a stretch of years that a series can show.

    Parameters
    ----------
    rate : (series,) the rate if nothing changes, above 0 and below 1 (where no one had the concern: the rate
        that is expected, because 0 would promise that every change is seen).
    n : (series, years) answers; nan, or 0, where a year is missing.
    years : (years,) time points, in any unit.
    rho : intraclass correlation of the answers of one year at one school, (series,) or one for all; the
        variance of a year is p (1 - p) / n times the design effect 1 + (n - 1) rho (Kish 1965).
    error, power : of the one-sided test, 0 to 1.

    Returns
    -------
    (series,) difference between the ends of the fitted line over the series' own first to last year, as a
    share (0.04: four percentage points); nan with fewer than two years. More than `rate` means that not even
    a fall to nobody would be seen.

    Raises
    ------
    ValueError
        A rate is 0, 1 or outside.

    Examples
    --------
    >>> two_years = np.array([[200.0, 200.0]])
    >>> change = detectable_change(np.array([0.1]), two_years, np.array([0.0, 1.0]), 0.0, 0.05)
    >>> round(float(change[0]), 4)
    0.0746
    """
    if ((rate <= 0.0) | (rate >= 1.0)).any():
        raise ValueError("the rate of a detectable change must lie between 0 and 1")
    p = rate[:, None]
    effect = 1.0 + np.maximum(n - 1.0, 0.0) * np.reshape(rho, (-1, 1))
    deviation = _deviation_of_change(n / (p * (1.0 - p) * effect), years)
    return np.asarray((ndtri(1.0 - error) + ndtri(power)) * deviation)


def detectable_factor(
    expected: Floats, years: Floats, shape: Floats | float, error: float, power: float = POWER
) -> Floats:
    """Return the smallest relative rise of a count over a stretch of years that a series can show.

    Parameters
    ----------
    expected : (series, years) expected counts if nothing changes; nan, or 0, where a year is missing.
    years : (years,) time points, in any unit.
    shape : gamma shape of what differs from year to year beyond Poisson chance, (series,) or one for all;
        `inf` for none. The log of a year's count has variance 1 / expected + 1 / shape (delta method;
        Zhu and Lakkis 2014, Statistics in Medicine 33:376-387).
    error, power : of the one-sided test, 0 to 1.

    Returns
    -------
    (series,) rise over the series' own first to last year, as a factor less one (0.5: half as many again).
    The smallest fall that can be seen is rise / (1 + rise). nan with fewer than two years; `inf` where the
    counts are so small that no rise can be seen.
    """
    seen = np.where(expected > 0.0, expected, np.nan)
    weight = 1.0 / (1.0 / seen + 1.0 / np.reshape(shape, (-1, 1)))
    deviation = _deviation_of_change(weight, years)
    with np.errstate(over="ignore"):
        return np.asarray(np.expm1((ndtri(1.0 - error) + ndtri(power)) * deviation))


def _deviation_of_change(weight: Floats, years: Floats) -> Floats:
    """Return the standard deviation of the difference between the ends of the fitted line, (series,)."""
    weight = np.nan_to_num(weight)
    total = weight.sum(axis=1)
    present = weight > 0.0
    first = np.where(present, years, np.inf).min(axis=1, initial=np.inf)
    last = np.where(present, years, -np.inf).max(axis=1, initial=-np.inf)
    enough = last > first
    total = np.where(enough, total, np.nan)
    mean = (weight * years).sum(axis=1) / total
    spread = (weight * (years - mean[:, None]) ** 2).sum(axis=1)
    length = np.where(enough, last, 0.0) - np.where(enough, first, 0.0)
    return np.asarray(length / np.sqrt(spread))
