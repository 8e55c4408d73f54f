"""The yearly points of every school's questions, and the pairs of neighbouring points that are compared.

Consumes: `Counts`. Returns: frames, one row a point or a pair. Leaves out: whether a pair may be compared.
"""

from typing import Final

import numpy as np
import pandas as pd

from safetytool.counting.model import Counts

SERIES: Final = ["school", "respondent_type", "item"]
"""What makes points one series; school '' is all schools together."""
POINTS: Final = [
    *SERIES, "school_year", "domain", "composite", "n", "wording", "plain", "asked_on",
]  # fmt: skip
PAIR: Final = ["before", "after"]
CHANGES: Final = [*SERIES, *PAIR, "kind", "facts"]
"""The columns of every frame of what changed between two points; facts are those of `trend.model.Break`."""

TURNED: Final = "<"
"""After a scale in `asked_on`: the wording asks the opposite."""


def school_points(counts: Counts) -> pd.DataFrame:
    """Return the points of all schools, in the order of series and years: years with any scale answer.

    Returns
    -------
    Columns POINTS. `asked_on` is the scale, with TURNED where the wording asks the opposite; wording, plain
    and asked_on are '' where they are not known.
    """
    items = counts.items
    if items.empty:
        return pd.DataFrame(columns=POINTS)
    own = items.loc[(items["unit_kind"] == "school") & (items["n"] > 0), [*SERIES, *POINTS[3:7]]]
    points = own.merge(counts.asked, on=[*SERIES, "school_year"], how="left")
    texts = points[["wording", "plain", "scale"]].astype(object)
    points[["wording", "plain", "scale"]] = texts.where(texts.notna(), "")
    turned = points["reversed"].eq(True) & (points["scale"] != "")
    points["asked_on"] = points["scale"].where(~turned, points["scale"] + TURNED)
    return points[POINTS].sort_values([*SERIES, "school_year"], ignore_index=True)


def board_points(points: pd.DataFrame) -> pd.DataFrame:
    """Return the points of all schools together, under school ''; `schools` is the set of them."""
    years = points.groupby(["respondent_type", "item", "school_year"], as_index=False, sort=True).agg(
        domain=("domain", "first"),
        composite=("composite", "first"),
        n=("n", "sum"),
        schools=("school", frozenset),
    )
    return years.assign(school="")


def pairs_of(points: pd.DataFrame) -> pd.DataFrame:
    """Return every point beside the one before it in its series.

    Parameters
    ----------
    points : in the order of series and years.

    Returns
    -------
    The columns of `points` of the later year, with before and after (school years) and `place`, the row of
    the earlier point.
    """
    before = points.groupby(SERIES, sort=False)["school_year"].shift()
    pairs = points.assign(before=before, after=points["school_year"], place=np.arange(len(points)) - 1)
    return pairs[before.notna()]


def first_calendar_year(school_years: pd.Series) -> pd.Series:
    """Return the calendar year in which each school year begins."""
    return school_years.str[:4].astype(np.int64)
