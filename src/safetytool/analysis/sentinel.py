"""Sentinel: one answer is enough.

Question
    Did anybody give an answer that is worth a conversation by itself?
Method
    A rule, not a statistic: the item bank says what a single concern (or a grave one) is worth by
    itself. `act` and `ask` answers become one finding a school, year and item; `watch` answers one a
    school, year and domain. Never averaged away, never waiting for a second case, and outside the
    alarm budget.
Limits
    An anonymous tick says that somebody answered so, and no more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.analysis.case import Case
from safetytool.analysis.keys import Codes, codes, numbers, records
from safetytool.analysis.model import Fact, Finding, Unit
from safetytool.bank.model import TIERS, Bank, Domain, Item, RespondentType, Tier

KEYS: Final = ["school", "school_year", "respondent_type", "item"]
COLUMNS: Final = [
    *KEYS,
    "unit_kind",
    "unit_name",
    "domain",
    "actor",
    "n",
    "concerns",
    "grave",
    "doubtful_concerns",
]

PART: Final = ["unit_kind", "unit_name", "n", "concerns", "grave"]
"""What is told of a class or grade."""

EVIDENCE: Final[Mapping[str, Fact]] = {
    "against": "rule: one such answer is enough", "method": "rule of the item bank",
}  # fmt: skip

Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class _Hit:
    """Answers of one school to one item that are worth a signal, and the rows of where they were given."""

    row: Row
    count: int
    parts: Sequence[tuple[Any, ...]]
    """PART of classes; of grades where there are no classes."""

    @property
    def units(self) -> list[dict[str, Fact]]:
        """Where the answers were given."""
        counted = 0 if self.count == self.row["concerns"] else 1
        return [
            {"kind": kind, "name": name, "count": count, "n": n}
            for kind, name, n, *counts in self.parts
            if (count := counts[counted]) > 0
        ]


def detect(case: Case) -> list[Finding]:
    """Return the findings of all answers that are worth something by themselves."""
    rows = _worth_something(case)
    school = (rows["unit_kind"] == "school").to_numpy(bool)
    key = codes(rows, KEYS)
    kept, begin = _parts(rows, key, school)
    # There are many of them, so they are kept small.
    parts = list(kept[PART].itertuples(index=False, name=None))
    own: list[Finding] = []
    watched: dict[tuple[str, str, str, str], list[_Hit]] = {}
    for row, at in zip(records(rows.loc[school]), key[school], strict=True):
        tier, count = worth(case.bank.items[row["item"]], row["concerns"], row["grave"])
        hit = _Hit(row, count, parts[begin[at] : begin[at + 1]])
        if tier in ("act", "ask"):
            own.append(_by_item(hit, tier))
        elif tier == "watch":
            about = (row["school"], row["school_year"], row["respondent_type"], row["domain"])
            watched.setdefault(about, []).append(hit)
    return own + [_by_domain(hits) for hits in watched.values()]


def _worth_something(case: Case) -> pd.DataFrame:
    """Return the rows of schools, classes and grades with an answer that is worth something by itself."""
    items = case.counts.items
    item, names = numbers(items["item"])
    concern, grave = _worth_by_item(case.bank, names)
    any_worth = np.where(concern[item], items["concerns"], np.where(grave[item], items["grave"], 0)) > 0
    place = items["unit_kind"].isin(["school", "class", "grade"]).to_numpy(bool)
    wanted = any_worth & place & ~items["composite"].to_numpy(bool) & case.analysed(items)
    rows: pd.DataFrame = items[COLUMNS].loc[wanted]
    return rows


def _worth_by_item(bank: Bank, names: "pd.Index[str]") -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell of each item whether a single concern is worth something, and whether a grave one is."""
    known = [bank.items.get(name) for name in names]
    return (
        np.array([bool(item and item.n1_concern) for item in known], dtype=bool),
        np.array([bool(item and item.n1_grave) for item in known], dtype=bool),
    )


def _parts(rows: pd.DataFrame, key: Codes, school: NDArray[np.bool_]) -> tuple[pd.DataFrame, Codes]:
    """Return the rows of classes, or of grades where there are no classes, in the order of `key`.

    The second value is where those of each key begin.
    """
    of_class = (rows["unit_kind"] == "class").to_numpy(bool)
    has_classes = np.bincount(key, weights=of_class) > 0
    kept = np.flatnonzero(of_class | ~(school | has_classes[key]))
    kept = kept[np.argsort(key[kept], kind="stable")]
    return rows.iloc[kept], np.searchsorted(key[kept], np.arange(len(has_classes) + 1))


def worth(item: Item, concerns: int, grave: int) -> tuple[Tier | None, int]:
    """Return the highest tier that any single answer is worth, and how many answers are worth a signal.

    Grave answers are among the concerns. Where a mere concern is worth nothing, only the grave ones
    count.
    """
    tiers = {
        t
        for t, count in ((item.n1_concern, concerns - grave), (item.n1_grave or item.n1_concern, grave))
        if count and t
    }
    highest = next((t for t in TIERS if t in tiers), None)
    count = concerns if item.n1_concern else grave
    return highest, count


def _by_item(hit: _Hit, tier: Tier) -> Finding:
    """Tell an `act` or `ask` answer: about the class if all hits are in one, else about the school."""
    row, units = hit.row, hit.units
    in_one = len(units) == 1 and units[0]["count"] == hit.count and units[0]["kind"] == "class"
    unit = Unit("class", str(units[0]["name"])) if in_one else Unit("school", row["school"])
    return Finding(
        detector="sentinel",
        tier=tier,
        school=row["school"],
        school_year=row["school_year"],
        unit=unit,
        respondent_type=row["respondent_type"],
        domain=row["domain"],
        actor=row["actor"] or None,
        items=(row["item"],),
        message="sentinel.item",
        count=hit.count,
        n=int(cast("int", units[0]["n"])) if in_one else row["n"],
        facts={"grave": row["grave"], "units": list(units), "doubtful": row["doubtful_concerns"]},
        evidence=EVIDENCE,
    )


def _by_domain(hits: list[_Hit]) -> Finding:
    """Tell the `watch` answers of one domain together."""
    first = hits[0].row
    told: list[Fact] = [
        {"item": hit.row["item"], "count": hit.count, "n": hit.row["n"], "grave": hit.row["grave"]}
        for hit in hits
    ]
    units: dict[tuple[str, str], dict[str, Fact]] = {}
    for hit in hits:
        for unit in hit.units:
            known = units.setdefault((str(unit["kind"]), str(unit["name"])), {**unit, "count": 0})
            known["count"] = int(cast("int", known["count"])) + int(cast("int", unit["count"]))
    most = max(hits, key=lambda hit: hit.count)
    actors = {hit.row["actor"] for hit in hits}
    return Finding(
        detector="sentinel",
        tier="watch",
        school=first["school"],
        school_year=first["school_year"],
        unit=Unit("school", first["school"]),
        respondent_type=cast("RespondentType", first["respondent_type"]),
        domain=cast("Domain", first["domain"]),
        actor=(next(iter(actors)) or None) if len(actors) == 1 else None,
        items=tuple(hit.row["item"] for hit in hits),
        message="sentinel.domain",
        # Answers on several items may be one respondent's: the largest single count is certain.
        count=most.count,
        n=most.row["n"],
        facts={
            "parts": told,
            "units": [units[key] for key in sorted(units)],
            "doubtful": max(hit.row["doubtful_concerns"] for hit in hits),
        },
        evidence=EVIDENCE,
    )
