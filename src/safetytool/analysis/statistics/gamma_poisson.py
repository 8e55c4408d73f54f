"""The gamma-Poisson (negative binomial) distribution: counts of reports whose rate differs between schools.

A school's rate is Gamma distributed over schools with a mean and a shape; its count over an exposure E is
Poisson given the rate (Greenwood and Yule 1920, J. R. Stat. Soc. 83:255-279; empirical Bayes prediction:
Clayton and Kaldor 1987, Biometrics 43:671-681, eq. 4-6). Shape and mean are judged from the other
schools, with a weak prior on both, so that a school does not decide what is expected of it.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Floats: TypeAlias = NDArray[np.float64]

SHAPES: Final[Floats] = np.array([0.5, 1.0, 2.0, 4.0, 8.0, 16.0])
"""Shapes that are weighed: 0.5, schools differ enormously; 16, hardly."""
USUAL_SHAPE: Final = 2.0
"""Median of the log-normal prior on the shape (standard deviation of its log: 1)."""


@dataclass(frozen=True)
class Rates:
    """What is expected of every school's yearly rate, as a mixture over SHAPES.

    `alpha`, `beta` and `weight` are (shapes, schools); the rate is per unit of exposure.
    """

    alpha: Floats
    beta: Floats
    weight: Floats

    @property
    def mean(self) -> Floats:
        """(schools,) expected count per unit of exposure."""
        return np.asarray((self.weight * self.alpha / self.beta).sum(axis=0))

    def of(self, school: int) -> "Rates":
        """Return one school's."""
        return Rates(*(part[:, [school]] for part in (self.alpha, self.beta, self.weight)))

    def after(self, count: float, exposure: float) -> "Rates":
        """Return what is expected once a school's own earlier years are known (one school).

        Parameters
        ----------
        count, exposure : of those years together.
        """
        log_weight = np.log(self.weight) + log_pmf(count, exposure, self.alpha, self.beta)
        weight = np.exp(log_weight - log_weight.max(axis=0))
        return Rates(self.alpha + count, self.beta + exposure, weight / weight.sum(axis=0))

    def probability_of_none(self, exposure: float) -> float:
        """Return the chance of no report at all over an exposure (one school)."""
        return float((self.weight * (self.beta / (self.beta + exposure)) ** self.alpha).sum())

    def pmf(self, exposure: float, most: int) -> Floats:
        """Return P(0), ..., P(most - 1) and P(most or more) over an exposure (one school); (most + 1,)."""
        k = np.arange(most, dtype=np.float64)[:, None]
        each = np.exp(log_pmf(k, exposure, self.alpha[:, 0], self.beta[:, 0])) @ self.weight[:, 0]
        return np.append(each, max(0.0, 1.0 - float(each.sum())))


def log_pmf(k: Floats | float, exposure: Floats | float, alpha: Floats, beta: Floats) -> Floats:
    """Return the log probability of k events over an exposure, for a rate that is Gamma(alpha, beta).

    Shapes broadcast; k is a whole number of at least 0, the rest positive.
    """
    total = beta + exposure
    return np.asarray(
        gammaln(k + alpha) - gammaln(alpha) - gammaln(np.asarray(k) + 1.0)
        + alpha * np.log(beta / total) + k * np.log(exposure / total)
    )  # fmt: skip


def rates(counts: Floats, exposures: Floats, prior_mean: float, prior_years: float) -> Rates:
    """Predict every school's rate from the other schools.

    Parameters
    ----------
    counts, exposures : (schools,) events and exposure of each school, over all its years; exposure > 0.
    prior_mean : events per unit of exposure that are expected before any school is seen.
    prior_years : the exposure that the prior weighs as.

    Returns
    -------
    Mixture over SHAPES. The mean of each component weighs a school by 1 / (1 + E m / shape), because many
    years of one school are still one school (Clayton and Kaldor 1987); the uncertainty of that mean,
    m / (weighted exposure), is added to the spread between schools (moments matched).
    """
    shape = SHAPES[:, None]
    rough = (counts.sum() + prior_mean * prior_years) / (exposures.sum() + prior_years)
    weight = 1.0 / (1.0 + exposures * rough / shape)
    weighted_y, weighted_e = weight * counts, weight * exposures
    exposure = weighted_e.sum(axis=1, keepdims=True) - weighted_e + prior_years
    mean = (weighted_y.sum(axis=1, keepdims=True) - weighted_y + prior_mean * prior_years) / exposure
    spread = mean**2 / shape + mean / exposure
    alpha, beta = mean**2 / spread, mean / spread
    own = log_pmf(counts, exposures, np.broadcast_to(shape, mean.shape), shape / mean)
    z = np.log(shape / USUAL_SHAPE)
    log_weight = own.sum(axis=1, keepdims=True) - own - 0.5 * z * z
    chance = np.exp(log_weight - log_weight.max(axis=0))
    return Rates(alpha, beta, chance / chance.sum(axis=0))
