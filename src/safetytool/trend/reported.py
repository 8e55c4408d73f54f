"""Counts of reports year by year: what confidential advisors of schools reported, and published figures.

Question
    How many reports were there each year, in total, by category and by whom they are about; and where does
    a number not say that there were none?
Method
    A row of a school and year says what an advisor stated; a year without any row is a year without a report
    of the advisor, and is in no frame here. A published total is used as it is stated: categories are never
    added up to one.
Limits
    More reports can mean more trust, not more harm; nothing here says which.
Consumes: `Counts.reports` and `Evidence.figures`. Returns: frames of counts, breaks of their series, and
shares of one count in another.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final, TypeAlias

import pandas as pd

from safetytool.analysis.model import Fact
from safetytool.counting.model import Counts
from safetytool.trend.model import Break
from safetytool.trend.points import first_calendar_year

TOTAL, ANY = "total", "any"
"""All categories; whoever it is about."""
UNKNOWN: Final = "unknown"

UNIT: Final = ["school", "school_year"]
REPORTED: Final = [*UNIT, "category", "about", "count", "stated"]
FIGURED: Final = ["school", "school_year", "sector", "category", "about", "count", "stated", "unit", "source"]
KEYS: Final = ["school", "sector", "category", "about"]
"""What makes counts one series; a frame of schools' own reports has no sector."""

CountKey: TypeAlias = tuple[str, str, str, str]
"""School ('' of no school), sector ('' all, or schools' own reports), category, about."""


def report_counts(counts: Counts) -> pd.DataFrame:
    """Return how many reports each school and year had, by category and by whom they are about.

    Stated is what the school's reports of that year say: in so many words, or because they name all others
    (a list of reports by category says that there were none of the categories that it does not name). Not
    stated is the number of a category where some reports are only counted in total, of people where some
    reports do not say whom they are about, and what the file itself calls not known. All reports together
    are stated as soon as any is: as what is known of them.

    Returns
    -------
    Columns REPORTED: every category and about that is in any of the reports, category 'total' and about
    'any' included, for every school and year with a report. `count` is nullable: missing where it is not
    stated, 0 where it is a stated zero.
    """
    if counts.reports is None or counts.reports.empty:
        return _frame(REPORTED)
    rows = counts.reports.astype({"side": bool, "reported": bool})
    known = rows[rows["reported"]]
    found = _cells(rows).merge(_summed(known), on=REPORTED[:4], how="left")
    some_known = pd.MultiIndex.from_frame(found[UNIT]).isin(pd.MultiIndex.from_frame(known[UNIT]))
    stated = some_known & (found["count"].notna() | ~_left_open(found, rows))
    numbers = found["count"].fillna(0).astype("Int64").where(stated)
    return found.assign(count=numbers, stated=stated)[REPORTED]


def figure_counts(figures: pd.DataFrame) -> pd.DataFrame:
    """Return published figures of no school in the shape of `report_counts`.

    Parameters
    ----------
    figures : as `Evidence.figures`.

    Returns
    -------
    Columns FIGURED, school '' everywhere; sector '' is all sectors. Where a year has figures in two units,
    those in the unit that the series has most years of.
    """
    if figures.empty:
        return _frame(FIGURED)
    series = [key for key in KEYS if key != "school"]
    years = figures.groupby([*series, "unit"])["school_year"].transform("nunique")
    ranked = figures.assign(years=years).sort_values([*series, "school_year", "years", "unit"])
    once = ranked.drop_duplicates([*series, "school_year"], keep="last")
    stated = once["reported"].astype(bool)
    told = once.assign(
        school="",
        stated=stated,
        count=once["count"].astype("Int64").where(stated),
        source=once["source_text"],
    )
    return told[FIGURED].reset_index(drop=True)


def count_breaks(numbers: pd.DataFrame) -> dict[CountKey, tuple[Break, ...]]:
    """Return the breaks of every series of counts.

    A year that is not stated, or has no report at all, is a gap (facts: years). A year that counts another
    unit than the one before it is no more or less of the same (counting_unit: before, after).

    Parameters
    ----------
    numbers : as from `report_counts` or `figure_counts`.

    Returns
    -------
    Every series with a stated count, with () where it has no break.
    """
    stated = numbers[numbers["stated"].astype(bool)]
    told = stated.assign(**{name: "" for name in ("sector", "unit") if name not in stated})
    told = told.sort_values([*KEYS, "school_year"], ignore_index=True)
    before = told.groupby(KEYS, sort=False)[["school_year", "unit"]].shift().add_suffix("_before")
    pairs = told.join(before)
    found: dict[CountKey, list[Break]] = defaultdict(list)
    for key in told[KEYS].drop_duplicates().itertuples(index=False, name=None):
        found[key] = []
    pairs = pairs[pairs["school_year_before"].notna()]
    first, last = first_calendar_year(pairs["school_year_before"]), first_calendar_year(pairs["school_year"])
    other_unit = (
        (pairs["unit"] != pairs["unit_before"]) & (pairs["unit"] != "") & (pairs["unit_before"] != "")
    )
    shown = pairs.assign(first=first, last=last, other=other_unit)[other_unit | (last - first > 1)]
    for row in shown.to_dict("records"):
        pair = row["school_year_before"], row["school_year"]
        own = found[(row["school"], row["sector"], row["category"], row["about"])]
        if row["other"]:
            own.append(Break(*pair, "counting_unit", {"before": row["unit_before"], "after": row["unit"]}))
        if row["last"] - row["first"] > 1:
            years: Fact = tuple(f"{year}-{year + 1}" for year in range(row["first"] + 1, row["last"]))
            own.append(Break(*pair, "gap", {"years": years}))
    return {key: tuple(own) for key, own in found.items()}


def share_counts(numbers: pd.DataFrame, about: str = "staff") -> pd.DataFrame:
    """Return how many of the reports of a category are about some people, where both are stated.

    Parameters
    ----------
    numbers : as from `report_counts` or `figure_counts`.

    Returns
    -------
    The columns of `numbers` of those about them (`count` is the numerator), and n: the same category whoever
    it is about (the denominator). Where there are none at all, or the file has more about them than there
    are, there is no share.
    """
    stated = numbers[numbers["stated"].astype(bool)]
    keys = [key for key in [*KEYS[:3], "school_year", "unit"] if key in stated]
    every = stated.loc[stated["about"] == ANY, [*keys, "count"]].rename(columns={"count": "n"})
    both = stated[stated["about"] == about].merge(every, on=keys)
    shares: pd.DataFrame = both[(both["n"] > 0) & (both["count"] <= both["n"])].reset_index(drop=True)
    return shares


def _frame(columns: Sequence[str]) -> pd.DataFrame:
    """Return an empty frame of counts."""
    frame = pd.DataFrame(columns=list(columns))
    return frame.astype({"count": "Int64", "stated": bool})


def _cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Return every school and year with a report, with every category and about that occurs."""
    categories = pd.DataFrame({"category": [TOTAL, *sorted(set(rows["category"]) - {TOTAL})]})
    abouts = pd.DataFrame({"about": [ANY, *sorted(set(rows["about"]) - {ANY, UNKNOWN})]})
    years = rows[UNIT].drop_duplicates().sort_values(UNIT)
    return years.merge(categories, how="cross").merge(abouts, how="cross")


def _summed(known: pd.DataFrame) -> pd.DataFrame:
    """Return what is stated in so many words: each row in its own cell, and in those that it is a part of.

    A side row (reports that are counted elsewhere by category) only tells whom they are about.
    """
    parts = known[~known["side"]]
    spread = [
        parts,
        parts[parts["category"] != TOTAL].assign(category=TOTAL),
        parts[parts["about"] != ANY].assign(about=ANY),
        parts[(parts["category"] != TOTAL) & (parts["about"] != ANY)].assign(category=TOTAL, about=ANY),
        known[known["side"]].assign(category=TOTAL),
    ]
    summed: pd.DataFrame = pd.concat(spread).groupby(REPORTED[:4])["count"].sum().reset_index()
    return summed


def _left_open(cells: pd.DataFrame, rows: pd.DataFrame) -> "pd.Series[bool]":
    """Tell of which cells there may be reports beside those that are stated.

    These are in a row that is vaguer than the cell: counted in total only, or about nobody named; or in one
    of which the file says that the number is not known. All reports together are what is known of them.
    """
    vague = rows[~rows["side"] & ((rows["count"] > 0) | ~rows["reported"])]
    both = cells[REPORTED[:4]].reset_index().merge(vague, on=UNIT, suffixes=("", "_row"))
    any_category, any_about = both["category"] == TOTAL, both["about"] == ANY
    no_category, nobody = both["category_row"] == TOTAL, both["about_row"].isin([ANY, UNKNOWN])
    may_hold = (no_category | any_category | (both["category_row"] == both["category"])) & (
        nobody | any_about | (both["about_row"] == both["about"])
    )
    vaguer = (no_category & ~any_category) | (nobody & ~any_about) | ~both["reported"]
    everything = any_category & any_about
    held = set(both.loc[may_hold & vaguer & ~everything, "index"])
    return cells.index.to_series().isin(held)
