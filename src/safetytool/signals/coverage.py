"""Coverage: who was asked, who answered, about which domains."""

import pandas as pd

from safetytool.bank.model import DOMAINS, RESPONDENT_TYPES
from safetytool.counting.model import Counts
from safetytool.signals.model import ClassDoubt, Coverage

KEYS = ["school", "school_year", "respondent_type"]


def coverage(counts: Counts) -> tuple[Coverage, ...]:
    """Return a row a school, year and respondent type that was analysed, in a fixed order."""
    units = counts.units
    own = units[(units["unit_kind"] == "school") & ~units["history"].astype(bool)] if len(units) else units
    items = counts.items
    asked = items[(items["unit_kind"] == "school") & ~items["composite"]] if len(items) else items
    domains = {key: set(rows["domain"]) for key, rows in asked.groupby(KEYS)} if len(asked) else {}
    invited = _invited(counts.invited)
    classes = units[units["unit_kind"] == "class"] if len(units) else units
    by_school = dict(list(classes.groupby(KEYS))) if len(classes) else {}
    rows = []
    for _, row in own.iterrows():
        key = (row["school"], row["school_year"], row["respondent_type"])
        total = invited.get(key)
        rows.append(
            Coverage(
                school=row["school"],
                school_year=row["school_year"],
                respondent_type=row["respondent_type"],
                respondents=int(row["respondents"]),
                invited=total,
                response_rate=int(row["respondents"]) / total if total else None,
                domains=tuple(d for d in DOMAINS if d in domains.get(key, set())),
                doubtful=int(row["doubtful"]),
                classes=_classes(by_school.get(key)),
            )
        )
    order = RESPONDENT_TYPES.index
    return tuple(sorted(rows, key=lambda r: (r.school_year, r.school, order(r.respondent_type))))


def _invited(invited: pd.DataFrame) -> dict[tuple[str, str, str], int]:
    """Return how many were invited, per school, year and respondent type."""
    if invited.empty:
        return {}
    schools = invited[invited["unit_kind"] == "school"]
    return {
        (str(s), str(y), str(t)): int(n)
        for s, y, t, n in zip(*(schools[c] for c in [*KEYS, "invited"]), strict=True)
    }


def _classes(rows: pd.DataFrame | None) -> tuple[ClassDoubt, ...]:
    """Return the share of answers that may not be meant, per class."""
    if rows is None:
        return ()
    return tuple(
        ClassDoubt(str(name), int(respondents), int(doubtful))
        for name, respondents, doubtful in zip(
            rows["unit_name"], rows["respondents"], rows["doubtful"], strict=True
        )
    )
