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

from typing import cast

import pandas as pd

from safetytool.analysis.case import Case
from safetytool.analysis.model import Fact, Finding, Unit
from safetytool.bank.model import TIERS, Domain, Item, RespondentType, Tier

KEYS = ["school", "school_year", "respondent_type", "item"]


def detect(case: Case) -> list[Finding]:
    """Return the findings of all answers that are worth something by themselves."""
    items = case.counts.items
    by_concern = {i.id for i in case.bank.items.values() if i.n1_concern}
    by_grave = {i.id for i in case.bank.items.values() if i.n1_grave}
    counts = items["concerns"].where(
        items["item"].isin(by_concern), items["grave"].where(items["item"].isin(by_grave), 0)
    )
    single = items[~items["composite"] & (counts > 0) & case.analysed(items)]
    schools = single[single["unit_kind"] == "school"]
    classes = single[single["unit_kind"].isin(["class", "grade"])]
    parts = {tuple(map(str, key)): group for key, group in classes.groupby(KEYS, sort=False)}
    own: list[Finding] = []
    watched: dict[tuple[str, str, str, str], list[tuple[pd.Series, int]]] = {}
    for _, row in schools.iterrows():
        tier, count = worth(case.bank.items[row["item"]], int(row["concerns"]), int(row["grave"]))
        if tier in ("act", "ask"):
            own.append(_by_item(row, tier, count, parts.get(tuple(row[KEYS]))))
        elif tier == "watch":
            key = (row["school"], row["school_year"], row["respondent_type"], row["domain"])
            watched.setdefault(key, []).append((row, count))
    return own + [_by_domain(rows, parts) for rows in watched.values()]


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


def _units(parts: pd.DataFrame | None, count_column: str) -> list[dict[str, Fact]]:
    """Return where the answers were given: classes, or grades where there are no classes."""
    if parts is None:
        return []
    kind = "class" if (parts["unit_kind"] == "class").any() else "grade"
    found = parts[(parts["unit_kind"] == kind) & (parts[count_column] > 0)]
    return [
        {"kind": kind, "name": str(name), "count": int(count), "n": int(n)}
        for name, count, n in zip(found["unit_name"], found[count_column], found["n"], strict=True)
    ]


def _by_item(row: pd.Series, tier: Tier, count: int, parts: pd.DataFrame | None) -> Finding:
    """Tell an `act` or `ask` answer: about the class if all hits are in one, else about the school."""
    counted = "concerns" if count == row["concerns"] else "grave"
    units = _units(parts, counted)
    in_one = len(units) == 1 and units[0]["count"] == count
    unit = (
        Unit("class", str(units[0]["name"]))
        if in_one and units[0]["kind"] == "class"
        else Unit("school", row["school"])
    )
    n = int(cast("int", units[0]["n"])) if unit.kind == "class" else int(row["n"])
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
        count=count,
        n=n,
        facts={"grave": int(row["grave"]), "units": list(units), "doubtful": int(row["doubtful_concerns"])},
        evidence={"against": "rule: one such answer is enough", "method": "rule of the item bank"},
    )


def _by_domain(rows: list[tuple[pd.Series, int]], parts: dict[tuple[str, ...], pd.DataFrame]) -> Finding:
    """Tell the `watch` answers of one domain together."""
    first = rows[0][0]
    told: list[Fact] = []
    units: dict[tuple[str, str], dict[str, Fact]] = {}
    for row, count in rows:
        counted = "concerns" if count == row["concerns"] else "grave"
        told.append({"item": row["item"], "count": count, "n": int(row["n"]), "grave": int(row["grave"])})
        for unit in _units(parts.get(tuple(row[KEYS])), counted):
            key = (str(unit["kind"]), str(unit["name"]))
            known = units.setdefault(key, {**unit, "count": 0})
            known["count"] = int(cast("int", known["count"])) + int(cast("int", unit["count"]))
    most = max(rows, key=lambda pair: pair[1])
    actors = {row["actor"] for row, _ in rows}
    return Finding(
        detector="sentinel",
        tier="watch",
        school=first["school"],
        school_year=first["school_year"],
        unit=Unit("school", first["school"]),
        respondent_type=cast("RespondentType", first["respondent_type"]),
        domain=cast("Domain", first["domain"]),
        actor=(next(iter(actors)) or None) if len(actors) == 1 else None,
        items=tuple(row["item"] for row, _ in rows),
        message="sentinel.domain",
        # Answers on several items may be one respondent's: the largest single count is certain.
        count=most[1],
        n=int(most[0]["n"]),
        facts={
            "parts": told,
            "units": [units[key] for key in sorted(units)],
            "doubtful": max(int(row["doubtful_concerns"]) for row, _ in rows),
        },
        evidence={"against": "rule: one such answer is enough", "method": "rule of the item bank"},
    )
