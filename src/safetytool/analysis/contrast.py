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
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import pandas as pd
from scipy.special import betainc, betaincinv

from safetytool.analysis.case import Case
from safetytool.analysis.model import Fact, Finding, Unit
from safetytool.bank.model import Domain, Tier

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


def probability_larger(left: tuple[int, int], right: tuple[int, int], margin: float) -> float:
    """Return P(left rate > right rate + margin).

    Parameters
    ----------
    left, right : (k, n) concerns and answers.
    margin : share (0 to 1).

    Returns
    -------
    Probability; the quadrature error is below 1e-4.
    """
    (k1, n1), (k2, n2) = left, right
    nodes, weights = np.polynomial.legendre.leggauss(QUADRATURE_POINTS)
    quantiles = betaincinv(k2 + 0.5, n2 - k2 + 0.5, (nodes + 1) / 2)
    above = 1 - betainc(k1 + 0.5, n1 - k1 + 0.5, np.clip(quantiles + margin, 0, 1))
    return float((above * weights).sum() / 2)


def detect(case: Case) -> list[Finding]:
    """Return the contrasts of every pair, school and year."""
    rows = case.rows("school")
    return [finding for pair in pairs() for finding in _of_pair(case, rows, pair)]


def _of_pair(case: Case, rows: pd.DataFrame, pair: Pair) -> list[Finding]:
    """Return the contrasts of one pair."""
    both = _side(rows, pair.left).merge(
        _side(rows, pair.right), on=["school", "school_year"], suffixes=("_left", "_right")
    )
    both = both[(both["n_left"] >= LEAST_ANSWERS) & (both["n_right"] >= LEAST_ANSWERS)].reset_index(drop=True)
    gap = both["k_left"] / both["n_left"] - both["k_right"] / both["n_right"]
    found: list[Finding] = []
    for at in np.flatnonzero((gap > MARGIN) & ~both["history_left"].astype(bool)):
        row = both.iloc[at]
        peers = gap[(both["school_year"] == row["school_year"]) & (both.index != at)]
        usual = float(peers.median()) if len(peers) >= LEAST_SCHOOLS else None
        left, right = (int(row["k_left"]), int(row["n_left"])), (int(row["k_right"]), int(row["n_right"]))
        certainty = probability_larger(left, right, max(MARGIN, usual or 0.0))
        if certainty >= CERTAIN:
            tier: Tier = "ask" if certainty >= BEYOND_DOUBT and pair.domain in ASK_DOMAINS else "watch"
            found.append(_finding(case, row, pair, tier, usual, certainty))
    return found


def _side(rows: pd.DataFrame, items: tuple[str, ...]) -> pd.DataFrame:
    """Return, per school and year, the counts of the item of a group that has the highest rate."""
    own = rows[rows["item"].isin(items)]
    rate = own["k"] / own["n"]
    best = own.assign(_rate=rate).sort_values(["school", "school_year", "_rate", "item"])
    return best.drop_duplicates(["school", "school_year"], keep="last")[
        ["school", "school_year", "respondent_type", "item", "k", "n", "history"]
    ]


def _finding(
    case: Case, row: pd.Series, pair: Pair, tier: Tier, usual: float | None, certainty: float
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
