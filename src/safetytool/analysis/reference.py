"""What other schools lead one to expect of a school."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.analysis.statistics.expectation import (
    RHO_GRID,
    VAGUE,
    Beta,
    Codes,
    Floats,
    RhoPrior,
    design_weight,
    dispersion,
    others,
    predict,
    score,
)  # fmt: skip
from safetytool.bank.model import Bank, Item

BETWEEN_SCHOOLS: Final = RhoPrior(0.01)
"""Weak prior: schools differ with an intraclass correlation of about 1 % (between 0.1 and 7 %)."""

LEAST_PEERS: Final = 20.0
"""Fewer answers than this at other schools are no reference."""


@dataclass(frozen=True)
class Reference:
    """Rows of counts, and what was expected of each before it was seen."""

    frame: pd.DataFrame
    """Counts with k and n."""
    expected: Beta
    """(rows,) distribution of the unit's rate."""
    rho: Floats
    """(rows,) intraclass correlation between such units, judged without the unit itself."""
    peer_k: Floats
    """(rows,) plain count of concerns of the related units."""
    peer_n: Floats
    peer_units: NDArray[np.int64]
    """(rows,) how many related units there are."""
    national: NDArray[np.bool_]
    """(rows,) whether a published national figure is what the row was held against."""

    @property
    def usable(self) -> NDArray[np.bool_]:
        """(rows,) whether there is anything to hold the row against."""
        return (self.peer_n >= LEAST_PEERS) | self.national


def codes(frame: pd.DataFrame, columns: list[str]) -> Codes:
    """Number the distinct combinations of `columns` from 0, one code a row."""
    if frame.empty:
        return np.empty(0, np.int64)
    return frame.groupby(columns, sort=False, observed=True).ngroup().to_numpy().astype(np.int64)


def related(
    frame: pd.DataFrame, prior: Beta, group: list[str], unit: list[str], weak: RhoPrior
) -> tuple[Beta, Floats, Floats, Floats]:
    """Predict every row from the other rows of its group.

    Parameters
    ----------
    frame : rows with k, n, composite, domain and respondent_type.
    prior : (rows,) what is known without them.
    group : columns that make rows comparable.
    unit : columns that name the unit, left out when its own spread is judged.
    weak : prior on the intraclass correlation.

    Returns
    -------
    Expected distribution, rho, and the plain sums of k and n over the related rows; (rows,) each.
    """
    k, n = frame["k"].to_numpy(np.float64), frame["n"].to_numpy(np.float64)
    same, own = codes(frame, group), codes(frame, unit)
    family = codes(frame, ["respondent_type", "domain"])
    weight = design_weight(n, RHO_GRID[:, None])
    guess = predict(prior, others(weight * k, same), others(weight * n, same), RHO_GRID[:, None])
    peer_n = others(n, same)
    # A composite repeats its items, and a row without peers says nothing about how units differ.
    telling = (peer_n > 0) & ~frame["composite"].to_numpy(bool)
    rho = dispersion(np.where(telling, score(k, n, guess), 0.0), family, own, weak)
    weight = design_weight(n, rho)
    expected = predict(prior, others(weight * k, same), others(weight * n, same), rho)
    return expected, rho, others(k, same), peer_n


def peer_reference(
    frame: pd.DataFrame, bank: Bank, *, by_unit: bool = False, base_rates: bool = True
) -> Reference:
    """Hold every school against the other schools of its year, sector and respondent type.

    Parameters
    ----------
    frame : counts with k and n, one row a school, year, respondent type and item.
    bank : for the published national figures, the prior where there are few peers or none.
    by_unit : rows are parts of schools (girls), held against the same part of other schools.
    base_rates : whether `k` counts concerns, so that the national figures apply.
    """
    group = ["school_year", "respondent_type", "sector", "item", *(["unit_name"] if by_unit else [])]
    prior, national = (
        national_prior(frame, bank) if base_rates else (vague(len(frame)), np.zeros(len(frame), bool))
    )
    expected, rho, peer_k, peer_n = related(frame, prior, group, ["school"], BETWEEN_SCHOOLS)
    units = others(np.ones(len(frame)), codes(frame, group)).astype(np.int64)
    return Reference(frame, expected, rho, peer_k, peer_n, units, national & (peer_n < LEAST_PEERS))


def vague(rows: int) -> Beta:
    """Return Jeffreys' prior for every row."""
    return Beta(np.full(rows, VAGUE), np.full(rows, VAGUE))


def national_prior(frame: pd.DataFrame, bank: Bank) -> tuple[Beta, NDArray[np.bool_]]:
    """Return the prior that published national figures give, and which rows have one."""
    pairs = frame[["item", "sector"]].drop_duplicates()
    found = {(i, s): base_rate(bank.items[i], s) for i, s in pairs.itertuples(index=False) if i in bank.items}
    keys = list(zip(frame["item"], frame["sector"], strict=True))
    figures = [found.get(key) for key in keys]
    a = np.array([VAGUE if f is None else f[0] * f[1] for f in figures], dtype=np.float64)
    b = np.array([VAGUE if f is None else (1 - f[0]) * f[1] for f in figures], dtype=np.float64)
    return Beta(a, b), np.array([f is not None for f in figures], dtype=bool)


def base_rate(item: Item, sector: str) -> tuple[float, float, str] | None:
    """Return the published rate for a sector, its weight in respondents, and its source.

    Where the sector is not known the highest figure is taken, so that nothing is flagged only
    because a secondary school was held against primary schools or the reverse.
    """
    fitting = [b for b in item.base_rates if b.sector in ("", sector)] or (
        item.base_rates if sector == "" else ()
    )
    if not fitting:
        return None
    best = max(fitting, key=lambda b: b.rate)
    return best.rate, best.weight, best.source
