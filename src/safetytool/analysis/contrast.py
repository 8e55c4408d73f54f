"""Contrast: do two groups of respondents disagree about the same thing?

Question
    Do pupils report clearly more than staff, or parents, of the same school and year?
Method
    Two independent rates with Jeffreys' prior, each Beta(k + 1/2, n - k + 1/2) (Jeffreys 1946, Proc. R.
    Soc. A 186:453-461; for two rates: Altham 1969, J. R. Stat. Soc. B 31:261-269). Signalled is the
    probability that the difference is larger than the usual one: the median difference at the other
    schools, where at least three have both groups, or else nothing; and always larger than 5 points.
    By Gauss-Legendre quadrature over the quantiles of one rate of the distribution function of the
    other.
Limits
    The groups answer different questions about the same thing. Where several items are put together
    (conduct of staff), the group's highest single rate is used, so no respondent counts twice.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isnan
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv

from safetytool.analysis.case import Case
from safetytool.analysis.keys import as_texts, codes, records
from safetytool.analysis.model import Fact, Finding, Unit
from safetytool.bank.model import Domain, Tier

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

MARGIN: Final = 0.05
"""A difference below five points is not worth a conversation about disagreement."""

CERTAIN: Final = 0.99
BEYOND_DOUBT: Final = 0.999
LEAST_SCHOOLS: Final = 3
LEAST_ANSWERS: Final = 5
QUADRATURE_POINTS: Final = 64

ASK_DOMAINS: Final = frozenset({"perceived_safety", "staff_conduct"})


@dataclass(frozen=True)
class Pair:
    """Items of two respondent groups about the same thing."""

    domain: Domain
    left: tuple[str, ...]
    right: tuple[str, ...]


@cache
def pairs() -> tuple[Pair, ...]:
    """Return the pairs of contrasts.toml."""
    text = files("safetytool.analysis").joinpath("contrasts.toml").read_text(encoding="utf-8")
    return tuple(Pair(p["domain"], tuple(p["left"]), tuple(p["right"])) for p in tomllib.loads(text)["pair"])


@cache
def _quadrature() -> tuple[Floats, Floats]:
    """Return points between 0 and 1, and what each of them weighs."""
    nodes, weights = np.polynomial.legendre.leggauss(QUADRATURE_POINTS)
    return (nodes + 1) / 2, weights / 2


def probability_larger(left: tuple[Ints, Ints], right: tuple[Ints, Ints], margin: Floats) -> Floats:
    """Return P(left rate > right rate + margin) of every row.

    Parameters
    ----------
    left, right : (k, n) concerns and answers, each of (rows,).
    margin : (rows,) share (0 to 1).

    Returns
    -------
    (rows,) probability; the quadrature error is below 1e-4.
    """
    (k1, n1), (k2, n2) = ([part[:, None] for part in side] for side in (left, right))
    points, weights = _quadrature()
    quantiles = betaincinv(k2 + 0.5, n2 - k2 + 0.5, points)
    above = 1 - betainc(k1 + 0.5, n1 - k1 + 0.5, np.clip(quantiles + margin[:, None], 0, 1))
    return np.asarray((above * weights).sum(axis=1))


def median_of_others(values: Floats, group: Ints) -> Floats:
    """Return, for every row, the median over the other rows of its group; NaN of one row alone."""
    result = np.full(len(values), np.nan)
    for one in np.unique(group):
        rows = np.flatnonzero(group == one)
        order = rows[np.argsort(values[rows], kind="stable")]
        many, rank = len(rows) - 1, np.arange(len(rows))
        if many:
            # Where the row itself comes first, the middle of the others lies one place further on.
            low, high = ((middle + (middle >= rank)) for middle in ((many - 1) // 2, many // 2))
            result[order] = (values[order[low]] + values[order[high]]) / 2
    return result


def detect(case: Case) -> list[Finding]:
    """Return the contrasts of every pair, school and year."""
    rows = case.schools.frame
    return [finding for pair in pairs() for finding in _of_pair(case, rows, pair)]


def _of_pair(case: Case, rows: pd.DataFrame, pair: Pair) -> list[Finding]:
    """Return the contrasts of one pair."""
    both = _side(rows, pair.left).merge(
        _side(rows, pair.right), on=["school", "school_year"], suffixes=("_left", "_right")
    )
    both = both[(both["n_left"] >= LEAST_ANSWERS) & (both["n_right"] >= LEAST_ANSWERS)].reset_index(drop=True)
    gap = (both["k_left"] / both["n_left"] - both["k_right"] / both["n_right"]).to_numpy(np.float64)
    year = codes(both, ["school_year"])
    usual = np.where(np.bincount(year)[year] > LEAST_SCHOOLS, median_of_others(gap, year), np.nan)
    wide = (gap > MARGIN) & ~both["history_left"].astype(bool).to_numpy()
    both, usual = both[wide], usual[wide]
    k1, n1, k2, n2 = (both[c].to_numpy(np.int64) for c in ("k_left", "n_left", "k_right", "n_right"))
    certainty = probability_larger((k1, n1), (k2, n2), np.fmax(MARGIN, usual))
    found: list[Finding] = []
    for row, certain, expected in zip(records(both), certainty.tolist(), usual.tolist(), strict=True):
        if certain >= CERTAIN:
            tier: Tier = "ask" if certain >= BEYOND_DOUBT and pair.domain in ASK_DOMAINS else "watch"
            found.append(_finding(case, row, pair, tier, None if isnan(expected) else expected, certain))
    return found


def _side(rows: pd.DataFrame, items: tuple[str, ...]) -> pd.DataFrame:
    """Return, per school and year, the counts of the item of a group that has the highest rate."""
    own = as_texts(rows[rows["item"].isin(items)])
    rate = own["k"] / own["n"]
    best = own.assign(_rate=rate).sort_values(["school", "school_year", "_rate", "item"])
    return best.drop_duplicates(["school", "school_year"], keep="last")[
        ["school", "school_year", "respondent_type", "item", "k", "n", "history"]
    ]


def _finding(
    case: Case, row: Mapping[str, Any], pair: Pair, tier: Tier, usual: float | None, certainty: float
) -> Finding:
    """Tell one contrast."""
    sides: dict[str, Fact] = {
        side: {
            "who": str(row[f"respondent_type_{side}"]),
            "items": [str(row[f"item_{side}"])],
            "count": int(row[f"k_{side}"]),
            "n": int(row[f"n_{side}"]),
        }
        for side in ("left", "right")
    }
    item = case.bank.items[row["item_left"]]
    return Finding(
        detector="contrast",
        tier=tier,
        school=row["school"],
        school_year=row["school_year"],
        unit=Unit("school", row["school"]),
        respondent_type=item.respondent_type,
        domain=pair.domain,
        actor=item.actor,
        items=(str(row["item_left"]), str(row["item_right"])),
        message="contrast",
        count=int(row["k_left"]),
        n=int(row["n_left"]),
        expected=int(row["k_right"]) / int(row["n_right"]),
        probability=1 - certainty,
        facts={**sides, "usual_gap": usual, "certainty": certainty},
        evidence={
            "against": "the other group of the same school and year",
            "method": "two beta posteriors (Jeffreys), probability that the difference is larger than usual",
            "usual_gap": usual,
            "margin": MARGIN,
            "certainty": certainty,
        },
    )
