"""Coverage: who was asked, who answered, about which domains."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pandas as pd

from safetytool.analysis.keys import sets_of
from safetytool.bank.model import DOMAINS, RESPONDENT_TYPES
from safetytool.counting.model import Counts
from safetytool.signals.model import ClassDoubt, Coverage

KEYS = ["school", "school_year", "respondent_type"]
FIGURES = ["respondents", "doubtful"]


def coverage(counts: Counts) -> tuple[Coverage, ...]:
    """Return a row a school, year and respondent type that was analysed, in a fixed order."""
    units, items = counts.units, counts.items
    if not len(units):
        return ()
    own = units.loc[((units["unit_kind"] == "school") & ~units["history"].astype(bool)).to_numpy(bool)]
    classes = units.loc[(units["unit_kind"] == "class").to_numpy(bool)]
    asked = items.loc[((items["unit_kind"] == "school") & ~items["composite"]).to_numpy(bool)]
    domains = sets_of(asked, KEYS, "domain")
    invited = _invited(counts.invited)
    doubts: dict[tuple[str, ...], list[ClassDoubt]] = defaultdict(list)
    for *key, name, respondents, doubtful in _tuples(classes[[*KEYS, "unit_name", *FIGURES]]):
        doubts[tuple(key)].append(ClassDoubt(name, respondents, doubtful))
    rows = []
    for school, year, kind, respondents, doubtful in _tuples(own[[*KEYS, *FIGURES]]):
        here = (school, year, kind)
        total = invited.get(here)
        rows.append(
            Coverage(
                school=school,
                school_year=year,
                respondent_type=kind,
                respondents=respondents,
                invited=total,
                response_rate=respondents / total if total else None,
                domains=tuple(d for d in DOMAINS if d in domains.get(here, frozenset())),
                doubtful=doubtful,
                classes=tuple(doubts.get(here, ())),
            )
        )
    order = RESPONDENT_TYPES.index
    return tuple(sorted(rows, key=lambda r: (r.school_year, r.school, order(r.respondent_type))))


def _tuples(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return iter(frame.itertuples(index=False, name=None))


def _invited(invited: pd.DataFrame) -> dict[tuple[str, str, str], int]:
    """Return how many were invited, per school, year and respondent type."""
    if invited.empty:
        return {}
    schools = invited.loc[(invited["unit_kind"] == "school").to_numpy(bool), [*KEYS, "invited"]]
    return {(school, year, kind): number for school, year, kind, number in _tuples(schools)}
