"""The series of reports: what confidential advisors reported, and published figures of no school.

Consumes: the counts of `reported`. Returns: `Built` series; of shares (those about staff, of all) with n.
Leaves out: what to say of them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from safetytool.counting import Counts
from safetytool.trend.build import Built, Raw, build
from safetytool.trend.comparable import longest_run, stretches
from safetytool.trend.model import Break, Scope, Series
from safetytool.trend.reported import (
    ANY,
    KEYS,
    TOTAL,
    CountKey,
    count_breaks,
    figure_counts,
    report_counts,
    share_counts,
)

STAFF, MANAGEMENT = "staff", "management"
THING: Final = ["category", "about"]


def report_series(counts: Counts) -> list[Built]:
    """Return the series of advisors' reports, of every school and of the schools that reported throughout."""
    numbers = _worth_a_line(report_counts(counts))
    if numbers.empty:
        return []
    found = count_breaks(numbers)
    raw = [_raw("school", rows, found) for rows in _by_series(numbers)]
    every = _of_all_schools(numbers) if len(set(numbers["school"])) > 1 else []
    return build(raw) + build(_of_same_schools(numbers, found), together=True) + build(every, together=True)


def figure_series(figures: pd.DataFrame) -> list[Built]:
    """Return the series of published figures, and the shares about staff where both numbers are published."""
    numbers = figure_counts(figures)
    numbers = numbers[numbers["stated"].astype(bool)]
    if numbers.empty:
        return []
    found = count_breaks(numbers)
    own = build([_raw("outside", rows, found) for rows in _by_series(numbers)])
    return own + build([_raw("outside", rows, found) for rows in _by_series(share_counts(numbers, STAFF))])


def _worth_a_line(numbers: pd.DataFrame) -> pd.DataFrame:
    """Keep all reports and each category, and the same about staff; lines of noughts only of the two sums."""
    stated = numbers[numbers["stated"].astype(bool) & numbers["about"].isin([ANY, STAFF, MANAGEMENT])]
    ever = stated.groupby(["school", *THING])["count"].transform("sum") > 0
    always = (stated["category"] == TOTAL) & stated["about"].isin([ANY, STAFF])
    return stated[ever | always]


def _by_series(numbers: pd.DataFrame) -> list[pd.DataFrame]:
    keys = [key for key in KEYS if key in numbers]
    return [rows.sort_values("school_year") for _, rows in numbers.groupby(keys, sort=True)]


def _raw(scope: Scope, rows: pd.DataFrame, found: Mapping[CountKey, tuple[Break, ...]]) -> Raw:
    """Return the series of some rows of one school, sector, category and about."""
    last: Mapping[str, Any] = {str(key): value for key, value in rows.iloc[-1].items()}
    key = last["school"], last.get("sector", ""), last["category"], last["about"]
    is_share = "n" in rows
    return Raw(
        _series(scope, last, is_share),
        tuple(rows["school_year"]),
        tuple(int(count) for count in rows["count"]),
        tuple(int(n) for n in rows["n"]) if is_share else None,
        found.get(key, ()),
        family=(scope, is_share),
    )


def _series(scope: Scope, last: Mapping[str, Any], is_share: bool, members: Sequence[str] = ()) -> Series:
    return Series(
        scope=scope,
        school=last["school"],
        respondent_type="",
        item="",
        category=last["category"],
        about=last["about"],
        domain="",
        sector=last.get("sector", ""),
        points=(),
        part_of=last["category"] if is_share else "",
        source=last.get("source", ""),
        unit=last.get("unit", ""),
        members=tuple(members),
    )


def _of_all_schools(numbers: pd.DataFrame) -> list[Raw]:
    """Return all reports, and those about staff, of all schools that reported, whichever these are."""
    raw = []
    for about in (ANY, STAFF):
        rows = numbers[(numbers["category"] == TOTAL) & (numbers["about"] == about)]
        years = rows.groupby("school_year").agg(count=("count", "sum"), schools=("school", frozenset))
        if years.empty:
            continue
        names, sets = [str(year) for year in years.index], list(years["schools"])
        breaks = tuple(
            Break(before, after, "schools", {"joined": sorted(new - old), "left": sorted(old - new)})
            for before, after, old, new in zip(names, names[1:], sets, sets[1:], strict=False)
            if old != new
        )
        last = {"school": "", "category": TOTAL, "about": about}
        raw.append(
            Raw(
                _series("board_all", last, False, sorted(sets[-1])),
                tuple(names),
                tuple(int(count) for count in years["count"]),
                None,
                breaks,
                schools=tuple(len(schools) for schools in sets),
            )
        )
    return raw


def _of_same_schools(numbers: pd.DataFrame, found: Mapping[CountKey, tuple[Break, ...]]) -> list[Raw]:
    """Return the series of the schools whose advisors reported in all of some years up to the last."""
    raw = []
    for (category, about), rows in numbers.groupby(THING, sort=True):
        years = sorted(set(rows["school_year"]))
        begins = {}
        for school, own in rows.groupby("school", sort=True)["school_year"]:
            first, last = stretches(own, found[(str(school), "", str(category), str(about))])[-1]
            if last == years[-1]:
                begins[str(school)] = first
        same = longest_run(begins, years, dict.fromkeys(begins, 1))
        if same is None:
            continue
        here = rows[rows["school"].isin(same.schools) & rows["school_year"].isin(same.school_years)]
        sums = here.groupby("school_year")["count"].sum()
        series = _series(
            "board_same", {"school": "", "category": category, "about": about}, False, same.schools
        )
        raw.append(
            Raw(
                series,
                tuple(str(year) for year in sums.index),
                tuple(int(count) for count in sums),
                None,
                schools=(len(same.schools),) * len(sums),
                family=("board_same", False),
            )
        )
    return raw
