"""What a unit would be expected to show, given units that are like it.

One idea serves every comparison. The rate of a unit is unknown; what is known of it is
1. a prior Beta(a, b) (a published national figure, or what other schools show),
2. counts of related units (other schools; the school's other classes; the school's earlier years),
   discounted because the pupils of one unit are alike, and
3. how much such units differ among themselves (`rho`), which the data say.

Sources: beta-binomial with intraclass correlation rho = 1 / (a + b + 1) and the weights
n / (1 + (n - 1) rho): Kleinman 1973, J. Am. Stat. Assoc. 68:46-54, eq. 2.3 (the design effect of
Kish 1965). Empirical Bayes with the uncertainty of the estimated mean carried into the prediction:
Kass and Steffey 1989, J. Am. Stat. Assoc. 84:717-726. Comparing a unit with a prediction from which it
was left out itself: Marshall and Spiegelhalter 2007, Bayesian Analysis 2:409-444.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from safetytool.analysis.statistics.betabinomial import log_likelihood

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.int64]

RHO_GRID: Floats = np.array([0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128])
"""Values of the intraclass correlation that are weighed against each other."""

LARGE_ENOUGH: Final = 500
"""So many units tell how much units differ; more cost time and change nothing that matters."""

VAGUE = 0.5
"""Jeffreys' prior for a rate, Beta(1/2, 1/2): weighs as one pupil."""


@dataclass(frozen=True)
class Beta:
    """A beta distribution of an unknown rate, one a row."""

    a: Floats
    b: Floats

    @property
    def mean(self) -> Floats:
        """Expected rate (0 to 1)."""
        return self.a / (self.a + self.b)

    def take(self, rows: Codes) -> "Beta":
        """Return the rows asked for."""
        return Beta(self.a[rows], self.b[rows])


def design_weight(n: Floats, rho: Floats | float) -> Floats:
    """Return what one pupil of a unit of n weighs, 1 / (1 + (n - 1) rho): Kish's design effect."""
    return 1.0 / (1.0 + np.maximum(n - 1.0, 0.0) * rho)


def others(values: Floats, group: Codes) -> Floats:
    """Return, for every row, the sum over the other rows of its group.

    Parameters
    ----------
    values : (..., rows).
    group : (rows,) codes from 0.
    """
    size = int(group.max(initial=-1)) + 1
    flat = values.reshape(int(np.prod(values.shape[:-1])), values.shape[-1])
    sums = np.stack([np.bincount(group, weights=row, minlength=size) for row in flat])
    # A difference of equal sums is not always exactly nought.
    return np.maximum(sums[:, group] - flat, 0.0).reshape(values.shape)


def predict(prior: Beta, related_k: Floats, related_n: Floats, rho: Floats | float) -> Beta:
    """Return the distribution of a unit's rate before its own answers are seen.

    Parameters
    ----------
    prior : (rows,) what is known without the related units.
    related_k, related_n : (..., rows) discounted concerns and answers of the related units.
    rho : (..., rows) intraclass correlation between such units.

    Returns
    -------
    Beta of shape (..., rows) with the mean of the updated prior and, as variance, that mean's own
    uncertainty plus the spread between units, rho * E[theta (1 - theta)] (moments matched).
    """
    a, b = prior.a + related_k, prior.b + np.maximum(related_n - related_k, 0.0)
    total = a + b
    mean = a / total
    uncertainty = mean * (1 - mean) / (total + 1)
    variance = uncertainty + rho * (mean * (1 - mean) - uncertainty)
    size = mean * (1 - mean) / variance - 1
    return Beta(np.asarray(mean * size), np.asarray((1 - mean) * size))


@dataclass(frozen=True)
class RhoPrior:
    """A weak prior on rho: log-normal, `median`, and `spread` as the standard deviation of its log."""

    median: float
    spread: float = 1.0

    def log_density(self) -> Floats:
        """Return the log density on RHO_GRID, up to a constant (the grid is even in the log)."""
        z = (np.log(RHO_GRID) - np.log(self.median)) / self.spread
        return np.asarray(-0.5 * z * z)


def even_sample(family: Codes, unit: Codes, telling: NDArray[np.bool_], most: int = LARGE_ENOUGH) -> Codes:
    """Choose the rows that judge how much units differ: those of at most `most` units of each family.

    More units than that say nothing more about rho and cost time: of 500 schools of 300 pupils, of whom 10 %
    have a concern, one item gives rho with a standard error of at most a third of itself (RHO_GRID goes by
    factors of 2), and five items give the nearest value of RHO_GRID every time (simulated:
    tests/analysis/test_dispersion.py). The unit that is judged is left out as before: its own scores are
    either taken out or were never in it.

    Parameters
    ----------
    family, unit : (rows,) codes; units are taken evenly over the order of their codes, whatever the order of
        the rows.
    telling : (rows,) whether a row says anything about rho.

    Returns
    -------
    The rows, ascending: all that are telling where no family has more units than `most`.
    """
    there = np.zeros((int(family.max(initial=-1)) + 1, int(unit.max(initial=-1)) + 1), bool)
    there[family[telling], unit[telling]] = True
    for units in there:
        present = np.flatnonzero(units)
        if len(present) > most:
            units[:] = False
            units[present[np.arange(most) * len(present) // most]] = True
    return np.flatnonzero(telling & there[family, unit])


def dispersion(
    scores: Iterable[Floats], family: Codes, unit: Codes, prior: RhoPrior, rows: Codes | None = None
) -> Floats:
    """Return for every row how much units differ (rho), judged without the row's own unit.

    Parameters
    ----------
    scores : for every value of RHO_GRID the log likelihood of each row's count under its prediction, of the
        rows that judge.
    family : (rows,) rows that share one rho (the items of one domain: a handful of concerns on one
        item cannot tell how much schools differ, all items of its domain together can).
    unit : (rows,) code of the unit within the whole.
    prior : the weak prior.
    rows : the rows that judge, such as those of `even_sample`; all of them if not given.

    Returns
    -------
    (rows,) posterior mean of rho, with the unit's own scores taken out, so that an outlier cannot
    make itself look usual.
    """
    families, units = int(family.max(initial=-1)) + 1, int(unit.max(initial=-1)) + 1
    judging = np.arange(len(family)) if rows is None else rows
    both = family * units + unit
    own, inverse = np.unique(both[judging], return_inverse=True)
    of_family = family[judging]
    # One more column a family, for units that have no say in it: nothing of theirs is to be taken out.
    of_column = np.concatenate([own // max(units, 1), np.arange(families)])
    log_weight = np.empty((len(RHO_GRID), len(of_column)))
    for at, (density, score_of) in enumerate(zip(prior.log_density(), scores, strict=True)):
        total = np.bincount(of_family, weights=score_of, minlength=families)
        mine = np.bincount(inverse, weights=score_of, minlength=len(own))
        log_weight[at] = density + total[of_column]
        log_weight[at, : len(own)] -= mine
    log_weight -= log_weight.max(axis=0, initial=-np.inf, keepdims=True)
    weight = np.exp(log_weight)
    rho = (weight * RHO_GRID[:, None]).sum(axis=0) / weight.sum(axis=0)
    column = np.full(families * units, -1)
    column[own] = np.arange(len(own))
    found = column[both]
    return np.asarray(rho[np.where(found >= 0, found, len(own) + family)])


def score(k: Floats, n: Floats, predictions: Beta) -> Floats:
    """Return the log likelihood of k of n under predictions of shape (..., rows)."""
    return log_likelihood(k, n, predictions.a, predictions.b)
