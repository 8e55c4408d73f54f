"""What other schools lead one to expect of a school."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.analysis.keys import codes, first_rows, ranks
from safetytool.analysis.statistics.expectation import (
    RHO_GRID,
    VAGUE,
    Beta,
    Codes,
    Floats,
    RhoPrior,
    design_weight,
    dispersion,
    even_sample,
    others,
    predict,
    score,
)  # fmt: skip
from safetytool.bank.model import Bank, Item

BETWEEN_SCHOOLS: Final = RhoPrior(0.01)
"""Weak prior: schools differ with an intraclass correlation of about 1 % (between 0.1 and 7 %)."""

AT_ONCE: Final = 262_144
"""So many rows are predicted at a time, so that what is worked out on the way takes little memory."""

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


def related(
    frame: pd.DataFrame, prior: Beta, group: list[str], unit: list[str], weak: RhoPrior
) -> tuple[Beta, Floats, Floats, Floats]:
    """Predict every row from the other rows of its group.

    Parameters
    ----------
    frame : rows with k, n, school, composite, domain and respondent_type.
    prior : (rows,) what is known without them.
    group : columns that make rows comparable.
    unit : columns that name the unit, left out when its own spread is judged.
    weak : prior on the intraclass correlation.

    Returns
    -------
    Expected distribution, rho, and the plain sums of k and n over the related rows; (rows,) each.
    """
    k, n = frame["k"].to_numpy(np.float64), frame["n"].to_numpy(np.float64)
    same = codes(frame, group)
    peer_n = others(n, same)
    family = codes(frame, ["respondent_type", "domain"])
    # A composite repeats its items, and a row without peers says nothing about how units differ.
    telling = (peer_n > 0) & ~frame["composite"].to_numpy(bool)
    judging = even_sample(family, ranks(frame["school"]), telling)
    scores = _scores(k, n, same, prior, judging)
    rho = dispersion(scores, family, codes(frame, unit), weak, judging)
    del family, telling, judging, scores  # a country has millions of rows: what is done with is let go
    weight = design_weight(n, rho)
    related_k, related_n = others(weight * k, same), others(weight * n, same)
    del weight, n
    # The expectation is written over what it is made from.
    expected = Beta(related_k, related_n)
    for start in range(0, len(frame), AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        known = Beta(prior.a[rows], prior.b[rows])
        part = predict(known, related_k[rows], related_n[rows], rho[rows])
        expected.a[rows], expected.b[rows] = part.a, part.b
    return expected, rho, others(k, same), peer_n


def _scores(k: Floats, n: Floats, same: Codes, prior: Beta, judging: Codes) -> Iterator[Floats]:
    """Yield for every rho of the grid how well some rows are predicted from the others of their groups."""
    touched = np.zeros(int(same.max(initial=-1)) + 1, bool)
    touched[same[judging]] = True
    near = np.flatnonzero(touched[same])
    group = (np.cumsum(touched) - 1)[same[near]]
    at = np.searchsorted(near, judging)
    near_k, near_n, known = k[near], n[near], prior.take(judging)
    for rho in RHO_GRID:
        weight = design_weight(near_n, rho)
        their_k, their_n = others(weight * near_k, group)[at], others(weight * near_n, group)[at]
        yield score(k[judging], n[judging], predict(known, their_k, their_n, rho))


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
    pair = codes(frame, ["item", "sector"])
    first = frame[["item", "sector"]].iloc[first_rows(pair)].itertuples(index=False)
    figures = [base_rate(bank.items[i], s) if i in bank.items else None for i, s in first]
    a = np.array([VAGUE if f is None else f[0] * f[1] for f in figures], dtype=np.float64)
    b = np.array([VAGUE if f is None else (1 - f[0]) * f[1] for f in figures], dtype=np.float64)
    return Beta(a[pair], b[pair]), np.array([f is not None for f in figures], dtype=bool)[pair]


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
