"""The series of monitor questions: of every school, of all schools, and of those that can be compared.

Consumes: `Counts`, and the sectors of schools. Returns: `Built` series. Leaves out: what to say of them.
"""

from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd

from safetytool.counting import Counts
from safetytool.trend.build import Built, Raw, build
from safetytool.trend.comparable import Breaks, SameSchools, breaks, same_schools
from safetytool.trend.model import Break, Scope, Series

ITEM: Final = ["respondent_type", "item"]


def item_series(counts: Counts, sectors: Mapping[str, str]) -> list[Built]:
    """Return the series of all questions, of schools and, where there is more than one school, together."""
    items = counts.items
    own = items[(items["unit_kind"] == "school") & (items["n"] > 0)] if len(items) else items
    if own.empty:
        return []
    found = breaks(counts)
    built = build(_of_schools(own, found, sectors))
    if len(set(own["school"])) > 1:
        same = same_schools(counts, found)
        built += build(_of_same_schools(own, same), together=True)
        built += build(_of_all_schools(own, found, same), together=True)
    return built


def _of_schools(own: pd.DataFrame, found: Breaks, sectors: Mapping[str, str]) -> list[Raw]:
    """Return the series of each school; it is compared with the others of its sector."""
    raw = []
    for row in _series_of(own.assign(schools=1, members=""), ["school", *ITEM]):
        item = row["respondent_type"], row["item"]
        like = (*item, sectors.get(row["school"], ""), row["school_year"][-1])
        raw.append(_raw("school", row, found.get((row["school"], *item), ()), like))
    return raw


def _of_same_schools(own: pd.DataFrame, same: Mapping[tuple[str, str], SameSchools]) -> list[Raw]:
    """Return the series of the schools that can be compared in all of its years."""
    if not same:
        return []
    wanted = pd.DataFrame(
        [
            (respondent_type, item, school, year)
            for (respondent_type, item), which in same.items()
            for school in which.schools
            for year in which.school_years
        ],
        columns=[*ITEM, "school", "school_year"],
    )
    together = _together(own.merge(wanted, on=[*ITEM, "school", "school_year"]))
    return [_raw("board_same", row) for row in _series_of(together, ITEM)]


def _of_all_schools(
    own: pd.DataFrame, found: Breaks, same: Mapping[tuple[str, str], SameSchools]
) -> list[Raw]:
    """Return the series of all schools together, where that is another one than that of the same schools."""
    raw = []
    for row in _series_of(_together(own), ITEM):
        item = row["respondent_type"], row["item"]
        which = same.get(item)
        alike = which is not None and which.school_years == row["school_year"]
        if which is None or not alike or len(which.schools) != max(row["schools"]):
            raw.append(_raw("board_all", row, found.get(("", *item), ())))
    return raw


def _together(own: pd.DataFrame) -> pd.DataFrame:
    """Add the schools up, a row a question and year."""
    return own.groupby([*ITEM, "school_year"], as_index=False).agg(
        domain=("domain", "first"),
        composite=("composite", "first"),
        concerns=("concerns", "sum"),
        n=("n", "sum"),
        members=("school", frozenset),
        schools=("school", "nunique"),
    )


def _series_of(points: pd.DataFrame, keys: list[str]) -> list[Mapping[str, Any]]:
    """Return one row a series: its years in order, its figures as tuples, the schools of its last year."""
    ordered = points.sort_values([*keys, "school_year"])
    series = ordered.groupby(keys, as_index=False).agg(
        domain=("domain", "first"),
        composite=("composite", "first"),
        school_year=("school_year", tuple),
        concerns=("concerns", tuple),
        n=("n", tuple),
        schools=("schools", tuple),
        members=("members", "last"),
    )
    return [{str(key): value for key, value in row.items()} for row in series.to_dict("records")]


def _raw(scope: Scope, row: Mapping[str, Any], broken: tuple[Break, ...] = (), like: Hashable = None) -> Raw:
    series = Series(
        scope=scope,
        school=row["school"] if scope == "school" else "",
        respondent_type=row["respondent_type"],
        item=row["item"],
        category="",
        about="",
        domain=row["domain"],
        sector="",
        points=(),
        members=tuple(sorted(row["members"])),
    )
    # A sum of questions repeats its questions: it says nothing more on how much years differ.
    family = None if row["composite"] else (scope, series.respondent_type, series.domain)
    return Raw(
        series,
        row["school_year"],
        tuple(map(int, row["concerns"])),
        tuple(map(int, row["n"])),
        broken,
        schools=row["schools"],
        like=like,
        family=family,
    )
