"""For whom something moved, and what else changed in those years: girls and boys, grades, classes, response.

Consumes: `Counts` and the series. Returns: facts for its finding. A group is only told of where at least
`CELL` of it answered.
"""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from safetytool.analysis.model import Fact
from safetytool.counting import Counts
from safetytool.trend.model import Estimate, Series

CELL: Final = 5
MOST: Final = 0.5
"""A grade or class is named where it has at least this part of what was added, or of the concerns."""
STANDS_OUT: Final = 1.5
"""...and so many times its part of the respondents: a large grade has most of a rise that is everywhere."""
LEAST_CONCERNS: Final = 3
"""Fewer concerns in one class are no pattern."""
RESPONSE_WORTH_TELLING: Final = 0.05
"""From here on the response is told beside a change; from 15 points on the years are not compared at all."""


def for_whom(items: pd.DataFrame, series: Series, estimate: Estimate, up: bool) -> Mapping[str, Fact]:
    """Return the facts gender, grade and class, as far as there is something to tell.

    `items` are the counts of the series' item, as `Counts.items`.
    gender: for each gender its name, and [count, n] in the first and the last year. grade: the grade with
    most of the difference, the same way. class: name, count and n in the last year (of one school only).
    """
    schools = series.members or (series.school,)
    own = items[
        (items["respondent_type"] == series.respondent_type)
        & items["school"].isin(schools)
        & items["school_year"].isin([estimate.first, estimate.last])
    ]
    told: dict[str, Fact] = {}
    gender = _both_years(own, "gender", estimate)
    if len(gender) > 1:
        told["gender"] = [_group(row) for row in gender.to_dict("records")]
    grade = _most_moved(_both_years(own, "grade", estimate), up)
    if grade is not None:
        told["grade"] = grade
    room = _class(own, estimate) if up and series.scope == "school" else None
    if room is not None:
        told["class"] = room
    return told


def _both_years(own: pd.DataFrame, kind: str, estimate: Estimate) -> pd.DataFrame:
    """Return unit_name, k and n of the first and of the last year, of the groups that are large enough."""
    units = own[own["unit_kind"] == kind]
    sums = units.groupby(["unit_name", "school_year"])[["concerns", "n"]].sum()
    wide = [
        sums.xs(year, level="school_year")
        if year in set(units["school_year"])
        else sums.iloc[:0].droplevel("school_year")
        for year in (estimate.first, estimate.last)
    ]
    both = (
        wide[0].merge(wide[1], left_index=True, right_index=True, suffixes=("_first", "_last")).reset_index()
    )
    enough = (both["n_first"] >= CELL) & (both["n_last"] >= CELL)
    return both[enough].sort_values("unit_name")


def _group(row: Mapping[Any, Any]) -> Mapping[str, Fact]:
    return {
        "name": row["unit_name"],
        "first": [int(row["concerns_first"]), int(row["n_first"])],
        "last": [int(row["concerns_last"]), int(row["n_last"])],
    }


def _most_moved(grades: pd.DataFrame, up: bool) -> Mapping[str, Fact] | None:
    """Return the grade that most of the difference is in, more than its number of respondents explains."""
    if len(grades) < 2:
        return None
    expected = grades["concerns_first"] / grades["n_first"] * grades["n_last"]
    added = (grades["concerns_last"] - expected) * (1 if up else -1)
    total = added.clip(lower=0).sum()
    part = grades["n_last"] / grades["n_last"].sum()
    most = (added >= max(MOST * total, LEAST_CONCERNS)) & (added >= STANDS_OUT * part * total)
    if not most.any():
        return None
    return _group(grades.iloc[int(added.where(most, 0.0).to_numpy().argmax())].to_dict())


def _class(own: pd.DataFrame, estimate: Estimate) -> Mapping[str, Fact] | None:
    """Return the class in which most concerns of the last year are, more than its size explains."""
    last = own[own["school_year"] == estimate.last]
    rooms = last[(last["unit_kind"] == "class") & (last["n"] >= CELL)]
    total, respondents = last.loc[last["unit_kind"] == "school", ["concerns", "n"]].sum()
    if len(rooms) < 2 or not total:
        return None
    concerns, part = rooms["concerns"], rooms["n"] / respondents
    most = (concerns >= max(LEAST_CONCERNS, MOST * total)) & (concerns >= STANDS_OUT * part * total)
    if not most.any():
        return None
    best = rooms.iloc[int(concerns.where(most, 0).to_numpy().argmax())]
    return {"name": str(best["unit_name"]), "count": int(best["concerns"]), "n": int(best["n"])}


def response_between(counts: Counts, series: Series, estimate: Estimate) -> Mapping[str, Fact] | None:
    """Return the response in the first and the last year, where it differs enough to be told."""
    rates = []
    schools = series.members or (series.school,)
    for year in (estimate.first, estimate.last):
        answered, invited = (
            frame[
                (frame["school_year"] == year)
                & (frame["respondent_type"] == series.respondent_type)
                & (frame["unit_kind"] == "school")
                & frame["school"].isin(schools)
            ]
            for frame in (counts.units, counts.invited)
        )
        both = answered.merge(invited[["school", "invited"]], on="school")
        if len(both) < len(schools) or not both["invited"].sum():
            return None
        rates.append(float(both["respondents"].sum() / both["invited"].sum()))
    if abs(rates[1] - rates[0]) < RESPONSE_WORTH_TELLING:
        return None
    return {"response_first": rates[0], "response_last": rates[1]}
